// Writes loans.csv: 1,500 loans that never were, with columns of every kind a table has, some values missing.
// Run it from the repository after `npm run build`: node examples/data/make-loans.mjs > examples/data/loans.csv
// The random numbers are NumPy's for seed 7, so the file is the same on every machine.

import { RandomState } from "minibatch";

const random = new RandomState(7);
const pick = (words) => words[random.randint(0, words.length)];
const share = (p) => random.random() < p;
const rounded = (x, step) => Math.round(x / step) * step;

const purposes = { car: 0.4, kitchen: 0.2, education: 0.6, holiday: -0.8, debts: -1.1, "home repair": 0.3 };
const jobs = { employed: 0.5, "self-employed": -0.1, student: -0.4, retired: 0.6, "out of work": -1.2 };
const day = 86_400_000;

console.log("applied,age,income,employment,purpose,owns_home,amount,months,branch,repaid");
for (let loan = 0; loan < 1500; loan++) {
  const applied = new Date(Date.UTC(2023, 0, 2) + random.randint(0, 900) * day).toISOString().slice(0, 10);
  const job = pick(Object.keys(jobs));
  const age = job === "retired" ? random.randint(62, 85) : job === "student" ? random.randint(18, 31) : random.randint(21, 66);
  const income = Math.max(600, rounded(2600 + 900 * jobs[job] + 700 * random.standardNormal(), 10));
  const purpose = pick(Object.keys(purposes));
  const ownsHome = share(0.15 + age / 160);
  const months = 12 * random.randint(1, 8);
  const amount = Math.max(500, rounded(6000 + 3500 * random.standardNormal(), 100));
  const branch = `B${String(random.randint(1, 13)).padStart(2, "0")}`;
  const burden = amount / months / income;
  const score = 1.1 + purposes[purpose] + 0.7 * jobs[job] + 0.5 * ownsHome + income / 2500 - 14 * burden;
  const repaid = score + 0.9 * random.standardNormal() > 0.9;
  const cells = [
    applied,
    age,
    share(0.06) ? "" : income,
    share(0.03) ? "" : job,
    purpose,
    ownsHome,
    amount,
    months,
    branch,
    repaid ? "yes" : "no",
  ];
  console.log(cells.join(","));
}

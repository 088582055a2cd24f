export { initialWeights } from "../../src/cli/tutorial/initial-weights.ts";
export { runTutorial } from "../../src/cli/tutorial/run-tutorial.ts";
export { tutorialData } from "../../src/cli/tutorial/tutorial-data.ts";

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * Seconds since 1970 in UTC of an ISO date, with or without a time: `2024-05-31`, `2024-05-31 12:30`,
 * `2024-05-31T12:30:00.5Z`, `2024-05-31 12:30:00+02:00`. A time without a zone is taken for UTC.
 *
 * @returns undefined for anything else, and for a day or time that does not exist
 */
export function parseDate(text: string): number | undefined {
  const found = ISO.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  const exists = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  if (!exists || hour > 23 || minute > 59 || second > 59) return undefined;
  const fraction = Number((found[7] ?? "").padEnd(6, "0")) / 1e6;
  return midnight.getTime() / 1000 + hour * 3600 + minute * 60 + second - zoneSeconds(found[8]) + fraction;
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3).replace(":", "") || 0) * 60;
  return zone.startsWith("-") ? -seconds : seconds;
}

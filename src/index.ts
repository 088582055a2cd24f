export * from "./data/index.ts";
export * from "./engine/index.ts";

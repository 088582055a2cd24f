import fc from "fast-check";

// Where a test says how many values there may be, there are to be so many: fast-check makes ten of them by default.
fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true });

// Loaded before the program: SIGUSR2 sets its clock back by an hour.
const RealDate = Date;
let offset = 0;
process.on("SIGUSR2", () => {
  offset -= 3_600_000;
});
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RealDate.now() + offset] : parts));
  }

  static now() {
    return RealDate.now() + offset;
  }
};

// Loaded before the program: after SIGUSR2 two processes can't be started, and are by then.
const { execPath } = process;
const programs = [];
// Node.js refuses the first at once, and of the second the system says later that there is none.
process.on("SIGUSR2", () => programs.push("", "/no/such/program"));
Object.defineProperty(process, "execPath", { get: () => programs.shift() ?? execPath });

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process that the bench starts and talks with: one message there, one message back. */
export class Child<Sent, Received> {
  private readonly process: ChildProcess;
  private readonly name: string;

  /** @param file a TypeScript file in this folder */
  constructor(file: string, environment: NodeJS.ProcessEnv = {}, flags: readonly string[] = []) {
    this.name = file;
    this.process = fork(fileURLToPath(new URL(file, import.meta.url)), {
      execArgv: ["--import", "tsx", ...flags],
      env: { ...process.env, ...environment },
    });
  }

  /**
   * @throws {Error} if the process ends before it answers
   */
  async ask(message: Sent): Promise<Received> {
    const reply = this.next();
    this.process.send(message as object);
    return reply;
  }

  /** The next message of the process. */
  next(): Promise<Received> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: unknown) => {
        this.process.off("exit", onExit);
        resolve(message as Received);
      };
      const onExit = (code: number | null) => {
        this.process.off("message", onMessage);
        reject(new Error(`${this.name} ended with ${code} before it answered.`));
      };
      this.process.once("message", onMessage);
      this.process.once("exit", onExit);
    });
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    // Both end by themselves when nobody can talk to them any more.
    this.process.disconnect();
    await gone;
  }
}

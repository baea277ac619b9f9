import type { WriteStream } from "node:tty";
import type { Progress } from "../imports/importer.ts";

/** How often the line is written anew, in milliseconds. */
const STEP = 200;

const WORDS = { reading: "Reading", writing: "Writing" };

/** A line on a terminal that says how far something is, how fast it goes, and how long it will take. */
export class ProgressLine {
  private readonly terminal: WriteStream;
  private phase: Progress["phase"] | null = null;
  private begun = 0;
  private shown = 0;

  /** @param terminal where it is none, nothing is written */
  constructor(terminal: WriteStream) {
    this.terminal = terminal;
  }

  show({ phase, done, total }: Progress): void {
    if (!this.terminal.isTTY) return;
    const now = Date.now();
    if (phase !== this.phase) {
      this.phase = phase;
      this.begun = now;
      this.shown = 0;
    }
    if (now - this.shown < STEP) return;
    this.shown = now;
    const seconds = Math.max(0.001, (now - this.begun) / 1000);
    const rate = done / seconds;
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    const amount =
      phase === "reading"
        ? `${megabytes(done)} of ${megabytes(total)} MB`
        : `${done} of ${total} rows, ${Math.round(rate)} a second`;
    const left = rate > 0 ? `, ${timeOf((total - done) / rate)} left` : "";
    const text = `${WORDS[phase]}: ${percent} %, ${amount}${left}`;
    this.terminal.write(`\r\u001b[K${text.slice(0, (this.terminal.columns || 80) - 1)}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.terminal.isTTY && this.phase !== null) this.terminal.write("\r\u001b[K");
    this.phase = null;
  }
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

function timeOf(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

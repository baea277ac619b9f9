import type { WriteStream } from "node:tty";
import type { Step } from "../files/steps.ts";
import { PHASES } from "../files/steps.ts";

/** How often the line is written anew, in milliseconds. */
const STEP = 200;

/** A line on a terminal that says how far something is, how fast it goes, and how long it will take. */
export class ProgressLine {
  private readonly terminal: WriteStream;
  private phase: Step["phase"] | null = null;
  private begun = 0;
  private shown = 0;

  /** @param terminal where it is none, nothing is written */
  constructor(terminal: WriteStream) {
    this.terminal = terminal;
  }

  show(step: Step): void {
    if (!this.terminal.isTTY) return;
    const now = Date.now();
    if (step.phase !== this.phase) {
      this.phase = step.phase;
      this.begun = now;
      this.shown = 0;
    }
    if (now - this.shown < STEP) return;
    this.shown = now;
    const text = wordsOf(step, Math.max(0.001, (now - this.begun) / 1000));
    this.terminal.write(`\r\u001b[K${text.slice(0, (this.terminal.columns || 80) - 1)}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.terminal.isTTY && this.phase !== null) this.terminal.write("\r\u001b[K");
    this.phase = null;
  }
}

function wordsOf({ phase, done, total }: Step, seconds: number): string {
  const { word, unit } = PHASES[phase];
  // SQLite does not tell how far it is.
  if (unit === null) return `${word} …`;
  const rate = done / seconds;
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  const amount =
    unit === "bytes"
      ? `${megabytes(done)} of ${megabytes(total)} MB`
      : `${done} of ${total} rows, ${Math.round(rate)} a second`;
  const left = rate > 0 ? `, ${timeOf((total - done) / rate)} left` : "";
  return `${word}: ${percent} %, ${amount}${left}`;
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

function timeOf(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

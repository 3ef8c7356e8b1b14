// How long something takes, in a measure that is about the same on a slow machine and on a fast one.

/** How many times as much of the processor's time something takes as putting a hundred thousand numbers in order. */
export function effort(work: () => void): number {
  const taken = spent(work);
  const yardsticks = [0, 1, 2].map(() => spent(() => void Array.from({ length: 100_000 }, (_, at) => (7919 * at) % 100_003).sort((a, b) => a - b)));
  return taken / Math.max(...yardsticks);
}

/** Milliseconds of the processor: not the clock, for other tests run beside this one. */
function spent(work: () => void): number {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user / 1000;
}

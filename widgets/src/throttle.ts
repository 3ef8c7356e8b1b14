// The newest of many messages, at most so often: what the pointer is over, while it moves.

const PAUSE = 100;

/** Returns a function that passes on the newest value, at once if the last one is a while ago, else as soon as it is. */
export function throttled<Value>(send: (value: Value) => void, pause = PAUSE): (value: Value) => void {
  let last = -Infinity;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let newest: Value;
  let said: string | undefined;
  const pass = () => {
    waiting = undefined;
    last = performance.now();
    const text = JSON.stringify(newest);
    if (text === said) return;
    said = text;
    send(newest);
  };
  return (value) => {
    newest = value;
    if (waiting !== undefined) return;
    const early = last + pause - performance.now();
    if (early <= 0) pass();
    else waiting = setTimeout(pass, early);
  };
}

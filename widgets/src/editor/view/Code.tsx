// The program of the drawing, as it is run, exported and shown everywhere; the lines of what is selected stand out.
import { useEffect, useRef, useState } from "react";
import { LABELS } from "../labels.ts";
import type { Result } from "../protocol.ts";
import { useEditor, useSession } from "./context.ts";

export function Code() {
  const editor = useEditor();
  const version = useSession(({ version }) => version);
  const selection = useSession(({ selection }) => selection);
  const [{ text = "", owners = [] }, setProgram] = useState<Result>({});
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    let gone = false;
    void editor.run({ do: "code" }).then((result) => !gone && result !== null && setProgram(result));
    return () => {
      gone = true;
    };
  }, [editor, version]);
  useEffect(() => {
    // By hand: scrollIntoView would move the notebook as well.
    const [pre, line] = [box.current, box.current?.querySelector<HTMLElement>(".lpnb-mine")];
    if (pre && line) pre.scrollTop = line.offsetTop - pre.offsetTop - pre.clientHeight / 2;
  }, [selection, text]);
  return (
    <>
      <h3>{LABELS.code}</h3>
      <pre ref={box} tabIndex={0} role="region" aria-label={LABELS.code}>
        {text.split("\n").map((line, index) => {
          const owner = owners[index] ?? "";
          const mine = owner !== "" && selection.has(owner);
          return (
            <code key={index} className={mine ? "lpnb-mine" : ""} onClick={() => owner !== "" && editor.select([owner])}>
              {line}
            </code>
          );
        })}
      </pre>
    </>
  );
}

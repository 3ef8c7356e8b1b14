// What a node holds, small, below its card; nothing is drawn, nor sent, of what cannot be seen.
import { useEffect, useRef } from "react";
import { SIDE } from "../previews.ts";
import type { Id } from "../protocol.ts";
import { useEditor, useSession } from "./context.ts";

export function Preview({ id }: { id: Id }) {
  const on = useSession(({ previews }) => previews);
  return on ? <Shown id={id} /> : null;
}

function Shown({ id }: { id: Id }) {
  const { previews } = useEditor();
  const place = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = place.current!;
    previews.add(canvas, id);
    const watcher = new IntersectionObserver(([entry]) => previews.see(canvas, entry!.isIntersecting));
    watcher.observe(canvas);
    return () => {
      watcher.disconnect();
      previews.remove(canvas);
    };
  }, [previews, id]);
  return <canvas ref={place} className="lpnb-preview" data-lpnb-preview={id} data-empty="" height={SIDE} aria-hidden="true" />;
}

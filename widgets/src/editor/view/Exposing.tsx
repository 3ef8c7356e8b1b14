// Which fields of the nodes inside a group shows as its own.
import { set } from "../actions/edit.ts";
import { isGroup } from "../card.ts";
import { inside } from "../groups.ts";
import type { Id, Scene } from "../protocol.ts";
import { useEditor } from "./context.ts";

export function Exposing({ group, scene }: { group: Id; scene: Scene }) {
  const editor = useEditor();
  const exposed = scene.nodes[group]!.fields.exposed as string[];
  const members = inside(scene.nodes, group).filter((id) => !isGroup(scene.nodes[id]!));
  const names = members.flatMap((id) => {
    const { name, kind } = scene.nodes[id]!;
    return (scene.kinds.nodes[kind]?.fields ?? []).map((field) => `${name}.${field.name}`);
  });
  const toggle = (name: string) => {
    const now = exposed.includes(name) ? exposed.filter((other) => other !== name) : [...exposed, name];
    void set(editor, [group], { exposed: now });
  };
  return (
    <details className="lpnb-exposing">
      <summary>Fields that the group shows</summary>
      {names.map((name) => (
        <label key={name}>
          <input type="checkbox" checked={exposed.includes(name)} onChange={() => toggle(name)} />
          {name}
        </label>
      ))}
    </details>
  );
}

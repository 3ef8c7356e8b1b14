// What of the structure the inspector can change: the ends and the kind of wires, the group around nodes.
import { place } from "../actions/move.ts";
import { LABELS } from "../labels.ts";
import { common, groupsFor, keyOf, portsFor } from "../places.ts";
import type { Id, Scene } from "../protocol.ts";
import { useEditor } from "./context.ts";
import { Select } from "./Control.tsx";

const NONE = "none";

function Choosing(props: React.ComponentProps<typeof Select>) {
  return (
    <div className="lpnb-field">
      <span>{props.label}</span>
      <Select {...props} />
    </div>
  );
}

export function Places({ scene, items }: { scene: Scene; items: Id[] }) {
  const [id] = items;
  if (items.every((item) => item in scene.nodes)) return <Group scene={scene} nodes={items} />;
  if (!items.every((item) => item in scene.edges)) return null;
  return (
    <>
      <Kind scene={scene} edges={items} />
      {items.length === 1 && (["source", "target"] as const).map((end) => <End key={end} scene={scene} edge={id!} end={end} />)}
    </>
  );
}

function Kind({ scene, edges }: { scene: Scene; edges: Id[] }) {
  const editor = useEditor();
  const kinds = Object.keys(scene.kinds.edges).map((kind) => [kind, kind] as const);
  const choose = (kind: string) => editor.run({ do: "kind", items: edges, kind });
  return <Choosing label={LABELS.edgeKind} value={common(edges.map((id) => scene.edges[id]!.kind))} options={kinds} set={choose} />;
}

function End({ scene, edge, end }: { scene: Scene; edge: Id; end: "source" | "target" }) {
  const editor = useEditor();
  const rewire = (key: string) => {
    const [node = "", port = ""] = key.split(" ");
    return editor.run({ do: "rewire", edge, end, node, port });
  };
  return <Choosing label={LABELS[end]} value={keyOf(scene, edge, end)} options={portsFor(scene, edge, end)} set={rewire} />;
}

function Group({ scene, nodes }: { scene: Scene; nodes: Id[] }) {
  const editor = useEditor();
  const groups = groupsFor(scene, nodes);
  if (groups.length === 0) return null;
  const put = (key: string) => place(editor, new Map(), { group: { items: nodes, id: key === NONE ? null : key } });
  return <Choosing label={LABELS.group} value={common(nodes.map((id) => scene.nodes[id]!.group ?? NONE))} options={[[NONE, NONE], ...groups]} set={put} />;
}

// Thumbnails: bytes of the kernel, kept by frame, and painted.
import type { FrameMessage, TileFormat } from "./rollout-protocol.ts";

export interface Tile {
  format: TileFormat;
  bytes: Uint8Array;
  /** A map, painted once. */
  image?: HTMLCanvasElement;
}

/** The byte of the largest value, as in lpnb/widgets/thumbnails.py. */
const TOP = 253;

/** The thumbnails that are right: those of the frames that the kernel says to keep. */
export class Tiles {
  now = 0;
  private readonly frames = new Map<number, Map<string, Tile>>();

  take(message: FrameMessage, bytes: Uint8Array): void {
    this.now = message.now;
    const keep = new Set(message.keep);
    for (const frame of [...this.frames.keys()]) if (!keep.has(frame)) this.frames.delete(frame);
    let at = 0;
    for (const frame of message.frames) {
      const row = new Map<string, Tile>();
      for (const format of message.tiles) {
        const size = format[2] * format[3] * (format[1] === "colours" ? 3 : 1);
        row.set(format[0], { format, bytes: bytes.subarray(at, at + size) });
        at += size;
      }
      this.frames.set(frame, row);
    }
  }

  at(row: string, frame: number): Tile | undefined {
    return this.frames.get(frame)?.get(row);
  }
}

/** Where a thumbnail is painted, in pixels, and the colour of its node. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
  colour: string;
}

/** Paints a thumbnail as large as there is room. `palettes`: for maps, for maps with negative values, for pictures. */
export function paint(
  context: CanvasRenderingContext2D,
  tile: Tile,
  place: Place,
  palettes: readonly Uint8Array[],
): void {
  const [, kind, width, height, zero, signed] = tile.format;
  if (kind === "bars") {
    bars(context, tile.bytes, zero, place);
    return;
  }
  const palette = palettes[kind === "picture" ? 2 : signed ? 1 : 0]!;
  tile.image ??= picture(kind === "colours" ? mixed(tile.bytes) : mapped(tile.bytes, palette), width, height);
  const scale = Math.min(place.width / width, place.height / height);
  const [across, down] = [scale * width, scale * height];
  context.imageSmoothingEnabled = false;
  context.drawImage(tile.image, place.x + (place.width - across) / 2, place.y + (place.height - down) / 2, across, down);
}

function bars(context: CanvasRenderingContext2D, bytes: Uint8Array, zero: number, place: Place): void {
  const step = place.width / bytes.length;
  const level = (byte: number) => place.y + place.height * (1 - byte / TOP);
  context.fillStyle = place.colour;
  bytes.forEach((byte, number) => {
    const top = Math.min(level(byte), level(zero), place.y + place.height - 1);
    const height = Math.max(Math.abs(level(byte) - level(zero)), 1);
    context.fillRect(place.x + number * step, top, Math.max(step - 0.5, 0.8), height);
  });
}

/** All red, then all green, then all blue values as colours. */
export function mixed(bytes: Uint8Array): Uint8Array {
  const count = bytes.length / 3;
  const rgba = new Uint8Array(4 * count).fill(255);
  bytes.forEach((byte, at) => (rgba[4 * (at % count) + Math.floor(at / count)] = Math.round((255 * byte) / TOP)));
  return rgba;
}

function mapped(bytes: Uint8Array, palette: Uint8Array): Uint8Array {
  const rgba = new Uint8Array(4 * bytes.length);
  bytes.forEach((byte, at) => rgba.set(palette.subarray(4 * byte, 4 * byte + 4), 4 * at));
  return rgba;
}

function picture(rgba: Uint8Array, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(width, height);
  image.data.set(rgba);
  context.putImageData(image, 0, 0);
  return canvas;
}

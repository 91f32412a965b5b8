/**
 * The tree in the layout of C2SP tlog-tiles: a tile holds up to 256 consecutive hashes of one level, and a
 * hash of level l covers 256^l leaves. A full tile never changes; a partial one is replaced by a wider one of
 * the same place, so (level, n, width) names its bytes for ever. Pure.
 */
import { concatBytes } from "@/lib/audit-log/bytes";
import {
  foldRight,
  HASH_LENGTH,
  type NodeReader,
  nodeHash,
  type Sha256,
  type TreeNode,
} from "@/lib/audit-log/merkle";
import { consistencyNodes, inclusionNodes } from "@/lib/audit-log/merkle-proof";

export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

export type TileId = { level: number; n: number; width: number };

/** `hashes` is width × 32 bytes. */
export type Tile = TileId & { hashes: Uint8Array };

/** What appending needs: the size, and by level the hashes of the partial tile there (empty if there is none). */
export type TreeEdge = { size: number; levels: readonly Uint8Array[] };

/** The stored hashes of a tile, at least `width` of them; undefined if they are not there. */
export type TileFinder = (tile: TileId) => Uint8Array | undefined;

export const EMPTY_EDGE: TreeEdge = { size: 0, levels: [] };

/** The partial tiles of a tree: what to load to go on appending, or to know its root. */
export function edgeTiles(size: number): TileId[] {
  const tiles: TileId[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH)) {
    const width = hashes % TILE_WIDTH;
    if (width > 0) tiles.push({ level, n: Math.floor(hashes / TILE_WIDTH), width });
  }
  return tiles;
}

/** The edge of a tree of this size from its stored tiles; throws naming the tile that is missing. */
export function readEdge(size: number, find: TileFinder): TreeEdge {
  const levels: Uint8Array[] = [];
  for (const tile of edgeTiles(size)) {
    while (levels.length < tile.level) levels.push(new Uint8Array(0));
    levels.push(findTile(tile, find));
  }
  return { size, levels };
}

/** The root of the whole tree. Each level's hashes are followed by the root of everything to their right below. */
export function edgeRoot(sha256: Sha256, edge: TreeEdge): Uint8Array {
  const subtrees: Uint8Array[] = [];
  for (const hashes of edge.levels) subtrees.unshift(...perfectSubtrees(sha256, hashes));
  return foldRight(sha256, subtrees);
}

/**
 * Appends leaf hashes. Returns the new edge and every tile to store: the full ones just completed, once each,
 * and the partial ones that grew. Preconditions: the edge belongs to its size, each leaf hash has 32 bytes.
 */
export function appendLeaves(
  sha256: Sha256,
  edge: TreeEdge,
  leafHashes: readonly Uint8Array[],
): { edge: TreeEdge; tiles: Tile[] } {
  const tiles: Tile[] = [];
  const levels = [...edge.levels];
  let added = leafHashes;
  for (let level = 0; added.length > 0; level++) {
    const before = edge.levels[level] ?? new Uint8Array(0);
    const present = Math.floor(edge.size / TILE_WIDTH ** level);
    requireWidth(level, before.length / HASH_LENGTH, present % TILE_WIDTH);
    const hashes = concatBytes([before, ...added]);
    const above: Uint8Array[] = [];
    let n = Math.floor(present / TILE_WIDTH);
    let start = 0;
    for (; hashes.length - start >= TILE_WIDTH * HASH_LENGTH; n++) {
      const end = start + TILE_WIDTH * HASH_LENGTH;
      const full = hashes.slice(start, end);
      tiles.push({ level, n, width: TILE_WIDTH, hashes: full });
      above.push(foldRight(sha256, perfectSubtrees(sha256, full)));
      start = end;
    }
    const rest = hashes.slice(start);
    if (rest.length > 0) tiles.push({ level, n, width: rest.length / HASH_LENGTH, hashes: rest });
    levels[level] = rest;
    added = above;
  }
  return { edge: { size: edge.size + leafHashes.length, levels }, tiles };
}

/** The tiles an inclusion proof is computed from, each once. Precondition: 0 <= index < size. */
export function inclusionTiles(index: number, size: number): TileId[] {
  return tilesOf(inclusionNodes(index, size).flat(), size);
}

/** The tiles a consistency proof is computed from, each once. Precondition: 1 <= oldSize <= size. */
export function consistencyTiles(oldSize: number, size: number): TileId[] {
  return tilesOf(consistencyNodes(oldSize, size).flat(), size);
}

/**
 * Reads any node of a tree of this size from its tiles. What lies inside a tile is hashed once and kept, so
 * proofs for neighbouring leaves share the work. Throws naming the tile that is missing.
 */
export function tileReader(sha256: Sha256, size: number, find: TileFinder): NodeReader {
  const rows = new Map<string, Uint8Array[][]>();
  return (node) => {
    const tile = tileOf(node, size);
    const key = `${tile.level}/${tile.n}`;
    const known = rows.get(key) ?? tileRows(sha256, findTile(tile, find));
    rows.set(key, known);
    const height = node.level % TILE_HEIGHT;
    const hash = known[height]?.[node.index - tile.n * 2 ** (TILE_HEIGHT - height)];
    if (hash === undefined)
      throw new RangeError(`Node ${node.index} of level ${node.level} is not in ${size} leaves.`);
    return hash;
  };
}

/** The tile that holds a node, as wide as it is in a tree of this size. */
function tileOf(node: TreeNode, size: number): TileId {
  const level = Math.floor(node.level / TILE_HEIGHT);
  const n = Math.floor(node.index / 2 ** (TILE_HEIGHT - (node.level % TILE_HEIGHT)));
  const present = Math.floor(size / TILE_WIDTH ** level);
  return { level, n, width: Math.min(TILE_WIDTH, present - n * TILE_WIDTH) };
}

function tilesOf(nodes: readonly TreeNode[], size: number): TileId[] {
  const tiles = nodes.map((node) => tileOf(node, size));
  return [...new Map(tiles.map((tile) => [`${tile.level}/${tile.n}`, tile])).values()];
}

/** All nodes inside a tile: row 0 its hashes, each further row the pairs of the one before. */
function tileRows(sha256: Sha256, hashes: Uint8Array): Uint8Array[][] {
  const rows = [split(hashes)];
  for (let row = rows[0] ?? []; row.length > 1; ) {
    row = pairs(sha256, row);
    rows.push(row);
  }
  return rows;
}

/** The roots of the perfect subtrees of a tile's hashes, largest first: the odd one out of each row. */
function perfectSubtrees(sha256: Sha256, hashes: Uint8Array): Uint8Array[] {
  return tileRows(sha256, hashes)
    .flatMap((row) => (row.length % 2 === 1 ? row.slice(-1) : []))
    .reverse();
}

function pairs(sha256: Sha256, row: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let at = 1; at < row.length; at += 2) {
    const [left, right] = [row[at - 1], row[at]];
    if (left && right) above.push(nodeHash(sha256, left, right));
  }
  return above;
}

function split(hashes: Uint8Array): Uint8Array[] {
  return Array.from({ length: hashes.length / HASH_LENGTH }, (_, at) =>
    hashes.subarray(at * HASH_LENGTH, (at + 1) * HASH_LENGTH),
  );
}

function findTile(tile: TileId, find: TileFinder): Uint8Array {
  const hashes = find(tile);
  if (hashes === undefined || hashes.length < tile.width * HASH_LENGTH) {
    throw new Error(
      `The tile level ${tile.level}, number ${tile.n}, width ${tile.width} is missing or too short.`,
    );
  }
  return hashes.subarray(0, tile.width * HASH_LENGTH);
}

function requireWidth(level: number, width: number, expected: number): void {
  if (width !== expected) {
    throw new RangeError(
      `The edge holds ${width} hashes at level ${level} where its size asks for ${expected}.`,
    );
  }
}

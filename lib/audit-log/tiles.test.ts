import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { leafHash, rootOf } from "@/lib/audit-log/merkle";
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from "@/lib/audit-log/merkle-proof";
import { sha256 } from "@/lib/audit-log/sha256";
import {
  appendLeaves,
  consistencyTiles,
  EMPTY_EDGE,
  edgeRoot,
  edgeTiles,
  inclusionTiles,
  readEdge,
  type TileFinder,
  type TileId,
  tileReader,
} from "@/lib/audit-log/tiles";

const COUNT = 70_000;
const hashes = Array.from({ length: COUNT }, (_, at) => leafHash(sha256, toUtf8(String(at))));

/** A log that stores its tiles as the database does: by place and width, each written once. */
class TileStore {
  readonly tiles = new Map<string, Uint8Array>();
  edge = EMPTY_EDGE;

  append(count: number): void {
    const { edge, tiles } = appendLeaves(
      sha256,
      this.edge,
      hashes.slice(this.edge.size, this.edge.size + count),
    );
    for (const tile of tiles) {
      const key = TileStore.key(tile);
      expect(this.tiles.has(key)).toBe(false);
      expect(tile.hashes.length).toBe(tile.width * 32);
      this.tiles.set(key, tile.hashes);
    }
    this.edge = edge;
  }

  readonly find: TileFinder = (tile) => this.tiles.get(TileStore.key(tile));

  static key({ level, n, width }: TileId): string {
    return `${level}/${n}/${width}`;
  }
}

/** Finds only the tiles announced beforehand, as one query for them would. */
function onlyThese(store: TileStore, announced: readonly TileId[]): TileFinder {
  const fetched = new Map(announced.map((tile) => [TileStore.key(tile), store.find(tile)]));
  return (tile) => fetched.get(TileStore.key(tile));
}

describe("tiles", () => {
  it("of 70,000 leaves are those of the specification's example", () => {
    const store = new TileStore();
    store.append(COUNT);
    expect(edgeTiles(COUNT)).toEqual([
      { level: 0, n: 273, width: 112 },
      { level: 1, n: 1, width: 17 },
      { level: 2, n: 0, width: 1 },
    ]);
    const full = [...store.tiles.keys()].filter((key) => key.endsWith("/256"));
    expect(full.filter((key) => key.startsWith("0/"))).toHaveLength(273);
    expect(full.filter((key) => key.startsWith("1/"))).toEqual(["1/0/256"]);
    expect(store.tiles.get("0/1/256")).toEqual(concatBytes(hashes.slice(256, 512)));
    const first = store.tiles.get("1/1/17")?.slice(0, 32) ?? new Uint8Array(0);
    expect(toHex(first)).toBe(toHex(rootOf(sha256, hashes.slice(65_536, 65_792))));
    expect(toHex(edgeRoot(sha256, store.edge))).toBe(toHex(rootOf(sha256, hashes)));
  });

  it("of 256 leaves are a full one and one hash above it", () => {
    expect(edgeTiles(256)).toEqual([{ level: 1, n: 0, width: 1 }]);
    expect(edgeTiles(0)).toEqual([]);
  });

  it("give the same root, edge and proofs however the leaves came in batches", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 200, max: 1300 })), {
          maxLength: 8,
        }),
        fc.nat(),
        fc.nat(),
        (batches, leafSeed, oldSeed) => {
          const store = new TileStore();
          for (const count of batches) {
            store.append(count);
            expect(readEdge(store.edge.size, store.find)).toEqual({
              size: store.edge.size,
              levels: trimmed(store.edge.levels),
            });
          }
          const size = store.edge.size;
          const root = rootOf(sha256, hashes.slice(0, size));
          expect(toHex(edgeRoot(sha256, store.edge))).toBe(toHex(root));
          if (size === 0) return;

          const index = leafSeed % size;
          const inclusion = inclusionProof(
            sha256,
            index,
            size,
            tileReader(sha256, size, onlyThese(store, inclusionTiles(index, size))),
          );
          const leaf = hashes[index] ?? root;
          expect(verifyInclusion(sha256, { leafHash: leaf, index, size, proof: inclusion, root })).toBe(true);

          const oldSize = (oldSeed % size) + 1;
          const consistency = consistencyProof(
            sha256,
            oldSize,
            size,
            tileReader(sha256, size, onlyThese(store, consistencyTiles(oldSize, size))),
          );
          const oldRoot = rootOf(sha256, hashes.slice(0, oldSize));
          expect(verifyConsistency(sha256, { oldSize, size, proof: consistency, oldRoot, root })).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("say which one is missing or does not fit", () => {
    const store = new TileStore();
    store.append(300);
    expect(() => readEdge(300, () => undefined)).toThrow("The tile level 0, number 1, width 44 is missing");
    expect(() => tileReader(sha256, 300, () => new Uint8Array(32))({ level: 0, index: 3 })).toThrow(
      "too short",
    );
    expect(() => appendLeaves(sha256, { ...store.edge, size: 301 }, hashes.slice(0, 1))).toThrow(
      "The edge holds 44 hashes at level 0 where its size asks for 45.",
    );
    expect(() => tileReader(sha256, 300, store.find)({ level: 9, index: 0 })).toThrow("is not in 300 leaves");
  });
});

function trimmed(levels: readonly Uint8Array[]): Uint8Array[] {
  const kept = [...levels];
  while (kept.at(-1)?.length === 0) kept.pop();
  return kept;
}

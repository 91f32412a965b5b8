/**
 * The Merkle tree of RFC 6962, section 2.1. Pure: SHA-256 is handed in and nodes are read through a
 * callback, so the same code runs in the sequencer, in the verifier and in a page.
 *
 * Sizes and indexes are safe integers. A node (level, index) is the root of the perfect subtree over the
 * leaves index·2^level up to (index + 1)·2^level, the end left out.
 */
/** SHA-256: 32 bytes for any bytes. It must not keep its argument, which is a buffer used again. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export type TreeNode = { level: number; index: number };

/** The hash of a node that lies wholly inside the tree; throws if it cannot be had. */
export type NodeReader = (node: TreeNode) => Uint8Array;

export const HASH_LENGTH = 32;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

const nodeInput = new Uint8Array(1 + 2 * HASH_LENGTH).fill(NODE_PREFIX, 0, 1);
const leafInput = new Uint8Array(1 + 65_536).fill(LEAF_PREFIX, 0, 1);

/** SHA-256(0x00 ‖ data). */
export function leafHash(sha256: Sha256, data: Uint8Array): Uint8Array {
  const length = 1 + data.length;
  const input = length <= leafInput.length ? leafInput.subarray(0, length) : new Uint8Array(length);
  input.set(data, 1);
  return sha256(input);
}

/** SHA-256(0x01 ‖ left ‖ right); both are 32 bytes. */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_LENGTH);
  return sha256(nodeInput);
}

/**
 * The root of a tree built leaf by leaf. It holds one hash for each perfect subtree on the right edge, so at
 * most 53, and hashes each leaf's way up once.
 */
export class RootBuilder {
  size = 0;
  private readonly sha256: Sha256;
  private readonly edge: Uint8Array[] = [];

  constructor(sha256: Sha256) {
    this.sha256 = sha256;
  }

  /** Appends a leaf by its 32-byte leaf hash. */
  add(hash: Uint8Array): void {
    let subtree = hash;
    for (let above = this.size; above % 2 === 1; above = Math.floor(above / 2)) {
      subtree = nodeHash(this.sha256, this.edge.pop() ?? subtree, subtree);
    }
    this.edge.push(subtree);
    this.size++;
  }

  /** The root so far; SHA-256 of nothing for the empty tree. */
  root(): Uint8Array {
    return foldRight(this.sha256, this.edge);
  }
}

/** The root over leaf hashes in order. */
export function rootOf(sha256: Sha256, leafHashes: Iterable<Uint8Array>): Uint8Array {
  const builder = new RootBuilder(sha256);
  for (const hash of leafHashes) builder.add(hash);
  return builder.root();
}

/** The root over perfect subtrees of falling size, given by their roots: they are joined from the right. */
export function foldRight(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  let root = hashes.at(-1);
  if (root === undefined) return sha256(new Uint8Array(0));
  for (let at = hashes.length - 2; at >= 0; at--) root = nodeHash(sha256, hashes[at] ?? root, root);
  return root;
}

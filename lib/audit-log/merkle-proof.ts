/**
 * Proofs of RFC 6962, section 2.1: that a leaf is in a tree, and that one tree begins with another. A proof is
 * first the list of nodes it needs, so that a caller can fetch them in one go, and then their hashes. Pure.
 */
import { sameBytes } from "@/lib/audit-log/bytes";
import {
  foldRight,
  HASH_LENGTH,
  type NodeReader,
  nodeHash,
  type Sha256,
  type TreeNode,
} from "@/lib/audit-log/merkle";

/**
 * The nodes an inclusion proof is made from, a group for each hash of the proof, leaf's sibling first.
 * Precondition: 0 <= index < size.
 */
export function inclusionNodes(index: number, size: number): TreeNode[][] {
  requireSizes(Number.isSafeInteger(index) && index >= 0 && index < size, `leaf ${index} of ${size}`);
  const groups: TreeNode[][] = [];
  let begin = 0;
  let end = size;
  while (end - begin > 1) {
    const middle = begin + largestPowerBelow(end - begin);
    if (index < middle) {
      groups.push(subtrees(middle, end));
      end = middle;
    } else {
      groups.push(subtrees(begin, middle));
      begin = middle;
    }
  }
  return groups.reverse();
}

/**
 * The nodes a consistency proof is made from, a group for each hash of the proof.
 * Precondition: 1 <= oldSize <= size.
 */
export function consistencyNodes(oldSize: number, size: number): TreeNode[][] {
  requireSizes(
    Number.isSafeInteger(oldSize) && oldSize >= 1 && oldSize <= size,
    `size ${oldSize} in ${size}`,
  );
  const groups: TreeNode[][] = [];
  let begin = 0;
  let end = size;
  while (oldSize !== end) {
    const middle = begin + largestPowerBelow(end - begin);
    if (oldSize <= middle) {
      groups.push(subtrees(middle, end));
      end = middle;
    } else {
      groups.push(subtrees(begin, middle));
      begin = middle;
    }
  }
  if (begin > 0) groups.push(subtrees(begin, end));
  return groups.reverse();
}

/** PATH(index, D[size]) of RFC 6962, 2.1.1. Precondition: 0 <= index < size. */
export function inclusionProof(sha256: Sha256, index: number, size: number, read: NodeReader): Uint8Array[] {
  return inclusionNodes(index, size).map((group) => foldRight(sha256, group.map(read)));
}

/** PROOF(oldSize, D[size]) of RFC 6962, 2.1.2. Precondition: 1 <= oldSize <= size. */
export function consistencyProof(
  sha256: Sha256,
  oldSize: number,
  size: number,
  read: NodeReader,
): Uint8Array[] {
  return consistencyNodes(oldSize, size).map((group) => foldRight(sha256, group.map(read)));
}

export type Inclusion = {
  leafHash: Uint8Array;
  index: number;
  size: number;
  proof: readonly Uint8Array[];
  root: Uint8Array;
};

/**
 * Whether the leaf stands at `index` of the tree with this size and root (RFC 9162, 2.1.3.2). False, never an
 * error, if 0 <= index < size does not hold or a hash is not 32 bytes.
 */
export function verifyInclusion(sha256: Sha256, claim: Inclusion): boolean {
  const { index, size, proof } = claim;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  if (![claim.leafHash, claim.root, ...proof].every(isHash)) return false;
  let position = index;
  let last = size - 1;
  let hash = claim.leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(sha256, sibling, hash);
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      hash = nodeHash(sha256, hash, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && sameBytes(hash, claim.root);
}

export type Consistency = {
  oldSize: number;
  size: number;
  proof: readonly Uint8Array[];
  oldRoot: Uint8Array;
  root: Uint8Array;
};

/**
 * Whether the first `oldSize` leaves of the tree make the old root (RFC 9162, 2.1.4.2). False, never an error,
 * if 1 <= oldSize <= size does not hold or a hash is not 32 bytes: an empty old tree proves nothing. For equal
 * sizes the proof is empty and the roots are the same.
 */
export function verifyConsistency(sha256: Sha256, claim: Consistency): boolean {
  const { oldSize, size, oldRoot, root } = claim;
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(size) || oldSize < 1 || oldSize > size)
    return false;
  if (oldSize === size) return claim.proof.length === 0 && sameBytes(oldRoot, root);
  if (![oldRoot, root, ...claim.proof].every(isHash)) return false;
  const proof = isPowerOfTwo(oldSize) ? [oldRoot, ...claim.proof] : claim.proof;
  const [first, ...rest] = proof;
  if (first === undefined) return false;
  let position = oldSize - 1;
  let last = size - 1;
  while (position % 2 === 1) [position, last] = [half(position), half(last)];
  let oldHash = first;
  let hash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      oldHash = nodeHash(sha256, sibling, oldHash);
      hash = nodeHash(sha256, sibling, hash);
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      hash = nodeHash(sha256, hash, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && sameBytes(oldHash, oldRoot) && sameBytes(hash, root);
}

/** The perfect subtrees that fill begin up to end, largest first; `begin` is a multiple of the largest. */
function subtrees(begin: number, end: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = begin; at < end; ) {
    let level = 0;
    let width = 1;
    for (; width * 2 <= end - at; width *= 2) level++;
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** The largest power of two below `count`, which is at least 2. */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  let odd = value;
  while (odd % 2 === 0) odd /= 2;
  return odd === 1;
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_LENGTH;
}

function requireSizes(holds: boolean, what: string): void {
  if (!holds) throw new RangeError(`There is no proof for ${what}: the number is out of range.`);
}

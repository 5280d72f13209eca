// Vectors: doubles one behind the other, known by address and length.
import { allocate } from './memory'

// @ts-ignore: decorator
@inline
export function at(vector: usize, index: i32): f64 {
  return load<f64>(vector + (<usize>index << 3))
}

// @ts-ignore: decorator
@inline
export function put(vector: usize, index: i32, value: f64): void {
  store<f64>(vector + (<usize>index << 3), value)
}

/** Address of the value at an index. */
// @ts-ignore: decorator
@inline
export function from(vector: usize, index: i32): usize {
  return vector + (<usize>index << 3)
}

export function vectorOf(n: i32): usize {
  return allocate(<usize>n << 3)
}

export function copyOf(vector: usize, n: i32): usize {
  const copy = vectorOf(n)
  memory.copy(copy, vector, <usize>n << 3)
  return copy
}

export function fill(vector: usize, n: i32, value: f64): void {
  for (let i = 0; i < n; i++) put(vector, i, value)
}

/** With what rounding loses at each step given back (Neumaier, 1974). */
export function sum(vector: usize, n: i32): f64 {
  let total: f64 = 0
  let lost: f64 = 0
  for (let i = 0; i < n; i++) {
    const value = at(vector, i)
    const next = total + value
    lost += abs(total) >= abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}

export function mean(vector: usize, n: i32): f64 {
  return sum(vector, n) / <f64>n
}

export function dot(a: usize, b: usize, n: i32): f64 {
  let sum: f64 = 0
  for (let i = 0; i < n; i++) sum += at(a, i) * at(b, i)
  return sum
}

export function largest(vector: usize, n: i32): f64 {
  let most = -Infinity
  for (let i = 0; i < n; i++) most = max(most, at(vector, i))
  return most
}

export function smallest(vector: usize, n: i32): f64 {
  let least = Infinity
  for (let i = 0; i < n; i++) least = min(least, at(vector, i))
  return least
}

/** Index of the first that equals a value that is there. */
export function indexOf(vector: usize, n: i32, value: f64): i32 {
  let i = 0
  while (i < n - 1 && at(vector, i) != value) i++
  return i
}

export function isConstant(vector: usize, n: i32): bool {
  for (let i = 1; i < n; i++) if (at(vector, i) != at(vector, 0)) return false
  return true
}

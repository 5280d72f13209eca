export { type FileRangeOptions, readFileRange } from './file-range.ts'
export { Fingerprint, fileIdentity, fingerprint, fingerprintHolds } from './identity.ts'
export { openStdin } from './stdin.ts'

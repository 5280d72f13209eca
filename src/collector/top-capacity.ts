/** Distinct error messages and clients kept per endpoint in totals; exact up to here. */
export const topCapacity = 64

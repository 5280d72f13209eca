// Why a scan came back.

/** Everything was scanned. */
export const scanned: i32 = 0
/** The line at `position` is unusual: it takes the general path. */
export const unusual: i32 = 1
/** Its key `unknownKey` is not known under `unknownParent`. */
export const keyUnknown: i32 = 2
/** A word that decides something was never seen before: `unknownWord`. */
export const wordUnknown: i32 = 3
/** The offset of zone-less times in `neededQuarter` is asked for. */
export const zoneUnknown: i32 = 4
/** No room for another row or another word. */
export const full: i32 = 5

/** The line may be another copy of the request before it: both have to be looked at closely. */
export const repeated: i32 = 6

/** Inside: the line is valid, and certainly no request. */
export const noRequest: i32 = -2

/** Inside: no path of the field holds anything. */
export const nothing: i32 = -1

/** Inside: the line holds a record as text, in the candidate that `wrappedIn` names. */
export const wraps: i32 = -3

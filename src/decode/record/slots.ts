/** What a key of a record may mean to us. The first ten are canonical fields. */
export const Slot = {
  timestamp: 0,
  path: 1,
  method: 2,
  status: 3,
  duration: 4,
  client: 5,
  userAgent: 6,
  cache: 7,
  errorMessage: 8,
  route: 9,
  /** `GET /p HTTP/1.1`, or its parts. */
  requestLine: 10,
  /** Ties the lines of one request together. */
  requestId: 11,
  process: 12,
  /** `err`, `exception`: this line tells of a fault, perhaps beside the completion line. */
  fault: 13,
  cacheLookup: 14,
  /** When the exchange ended, beside a start time. */
  end: 15,
  logger: 16,
  origin: 17,
  message: 18,
  /** Milliseconds to add to a timestamp of whole seconds. */
  timeFraction: 19,
  /** Name of the file that was served: Apache's sign. */
  filename: 20,
  /** `elapsed_unit` beside `elapsed`. */
  durationUnit: 21,
  /** One of the three parts that a load balancer splits a duration into; their sum is the whole. */
  part: 22,
  /** May say that a request was made here, and served elsewhere. */
  call: 23,
  /** Only what sums up many requests has it, unless there is a duration besides. */
  summary: 24,
  /** Gauges of a system sample follow, in the order of `gaugeNames`. */
  gauges: 25,
} as const

export const slotCount: number = Slot.gauges + 8

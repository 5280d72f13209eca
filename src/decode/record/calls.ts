/** Libraries that make requests, as loggers are named after them. */
const libraries =
  /(^|[./:_\s-])(http[._-]?clients?|okhttp3?|urllib3|httpx|axios|undici|resttemplate|openfeign|feign|retrofit2?|faraday|httparty|typhoeus|excon|guzzle(http)?|reqwest|hackney|httpoison|aiohttp\.client)([./:_\s-](?!(error|closed|disconnect|abort|gone|timeout|ip|addr))|(logger|handler|interceptor|factory)?$)|(^|[.\s])(rest|web)client$/i

/**
 * .NET's, which knows the request that it was made for, and what Application Insights traced. Django's for requests
 * that failed is the same to us: whoever served them logs them as well.
 */
const certain = /^django\.request$|^System\.Net\.Http\.HttpClient\b|^(remote|app)?dependenc(y|ies)(data)?$/i

/** What people call requests that they make, where they say so. */
const words =
  /^(http[ ._-]?)?(outgoing|outbound|egress)($|[ ._:-])|[ ._-](outgoing|outbound)([ ._-]http)?[ ._-](request|call|http)|^(external|third[ -]party|3rd[ -]party)[ ._-](api|service|http|call|request)|^webhook[ ._-](deliver|sent|dispatch)|^deliver(ed|ing) webhook|^client[ ._-](request|call)($|[ ._:-])/i

/**
 * Whether a text beside a request's fields says that the request was made here, and served elsewhere.
 * @returns 2 = beyond doubt, 1 = unless the record knows a client, 0 = no
 */
export function tellsCall(text: string): 0 | 1 | 2 {
  return answers.get(text) ?? (text.length > 200 ? 0 : ask(text))
}

/** The few texts that loggers repeat; bounded, since they come from outside. */
const answers = new Map<string, 0 | 1 | 2>()

function ask(text: string): 0 | 1 | 2 {
  const told = judge(text)
  if (answers.size < 256 && text.length <= 60) answers.set(text, told)
  return told
}

function judge(text: string): 0 | 1 | 2 {
  if (certain.test(text)) return 2
  return libraries.test(text) || words.test(text) ? 1 : 0
}

/** … where it is the direction that is told. */
export function isOutward(text: string): boolean {
  return /^(out|outbound|outgoing|egress)$/i.test(text)
}

/** Istio's proxy beside an app logs what goes in and what goes out; one at the edge knows nothing but `outbound`. */
export const outboundCluster = 'outbound|'
export const inboundCluster = 'inbound|'

/** Whatever the key. */
export function mayTellCall(text: string): boolean {
  return tellsCall(text) > 0 || isOutward(text) || text.startsWith(outboundCluster)
}

import { squash } from '../record/names.ts'
import { apache, apacheElk, tomcat } from './apache.ts'
import { apisix } from './apisix.ts'
import { awsApiGateway } from './aws-api-gateway.ts'
import { azureApplicationGateway, azureFrontDoor } from './azure.ts'
import { expressBunyanLogger } from './bunyan.ts'
import { caddy } from './caddy.ts'
import { cloudflare } from './cloudflare.ts'
import { cloudfront } from './cloudfront.ts'
import { datadog } from './datadog.ts'
import { aspnetcore, httpLogging, serilog } from './dotnet.ts'
import { ecs } from './ecs.ts'
import { elasticApm } from './elastic-apm.ts'
import { envoy, istio } from './envoy.ts'
import { fastify } from './fastify.ts'
import { fastly } from './fastly.ts'
import type { Format } from './format.ts'
import { googleCloud } from './gcp.ts'
import { echo, ginZap, logrus, slog, zap, zerolog } from './go.ts'
import { gunicorn } from './gunicorn.ts'
import { haproxy } from './haproxy.ts'
import { iis } from './iis.ts'
import { kong } from './kong.ts'
import { logbackAccess } from './logback-access.ts'
import { lograge } from './lograge.ts'
import { expressWinston, morgan } from './morgan.ts'
import { native } from './native.ts'
import { nginx, nginxElk } from './nginx.ts'
import { opentelemetry } from './opentelemetry.ts'
import { pinoHttp } from './pino-http.ts'
import { splunkStream } from './splunk-stream.ts'
import { jaeger, zipkin } from './traces.ts'
import { traefik } from './traefik.ts'
import { varnish } from './varnish.ts'
import { vegeta } from './vegeta.ts'
import { vercel } from './vercel.ts'

export type { Format, FormatUnit } from './format.ts'

/** Where two fit a record, the one that asks for more keys wins, then the earlier. */
export const formats: readonly Format[] = [
  native,
  caddy,
  traefik,
  istio,
  haproxy,
  nginx,
  nginxElk,
  pinoHttp,
  fastify,
  expressBunyanLogger,
  expressWinston,
  ecs,
  opentelemetry,
  datadog,
  googleCloud,
  awsApiGateway,
  cloudflare,
  fastly,
  vercel,
  vegeta,
  iis,
  cloudfront,
  azureFrontDoor,
  azureApplicationGateway,
  apisix,
  elasticApm,
  splunkStream,
  zipkin,
  jaeger,
  kong,
  lograge,
  gunicorn,
  apache,
  apacheElk,
  tomcat,
  varnish,
  ginZap,
  echo,
  logrus,
  zerolog,
  slog,
  zap,
  logbackAccess,
  serilog,
  aspnetcore,
  httpLogging,
  envoy,
  morgan,
]

interface Signature {
  readonly format: Format
  readonly all: readonly (readonly string[])[]
  readonly none: readonly string[]
}

const signatures: readonly Signature[] = formats
  .map(format => {
    const terms = format.keys.split(' ')
    return {
      format,
      all: terms.filter(term => !term.startsWith('!')).map(term => term.split('|').map(squash)),
      none: terms.filter(term => term.startsWith('!')).map(squash),
    }
  })
  .sort((a, b) => b.all.length - a.all.length)

/** The product that writes records with these names (squashed key paths and their ends), or `null`. */
export function recognise(names: ReadonlySet<string>): Format | null {
  for (const { format, all, none } of signatures) {
    if (all.every(choices => choices.some(name => names.has(name))) && !none.some(name => names.has(name)))
      return format
  }
  return null
}

export function formatNamed(name: string): Format | null {
  return formats.find(format => format.name === name) ?? null
}

/** Every format that `--log-format` takes. */
export function listFormats(): { name: string; description: string }[] {
  return [
    { name: 'auto', description: 'recognised from the log itself' },
    { name: 'generic', description: 'by the general rules alone, whatever the keys look like' },
    ...formats.map(({ name, description }) => ({ name, description })),
  ]
}

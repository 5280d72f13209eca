import type { Format } from './format.ts'

export const serilog: Format = {
  name: 'serilog',
  description: 'Serilog request logging',
  source: 'https://github.com/serilog/serilog-aspnetcore',
  keys: 'RequestMethod RequestPath StatusCode Elapsed',
  durations: { Elapsed: 'ms' },
}

export const aspnetcore: Format = {
  name: 'aspnetcore',
  description: 'ASP.NET Core hosting diagnostics, JSON console',
  source: 'https://learn.microsoft.com/aspnet/core/fundamentals/http-logging/',
  keys: 'State.ElapsedMilliseconds State.StatusCode',
}

export const httpLogging: Format = {
  name: 'aspnetcore-http-logging',
  description: 'ASP.NET Core HTTP logging middleware, JSON console',
  source: 'https://learn.microsoft.com/aspnet/core/fundamentals/http-logging/',
  keys: 'State.PathBase State.Path State.StatusCode State.Duration',
  durations: { 'State.Duration': 'ms' },
}

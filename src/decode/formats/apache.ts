import type { Format } from './format.ts'

export const apache: Format = {
  name: 'apache',
  description: 'Apache httpd LogFormat in JSON',
  source: 'https://httpd.apache.org/docs/2.4/mod/mod_log_config.html',
  keys: 'process filename status',
  durations: { process: { whole: 'us' } },
}

export const apacheElk: Format = {
  name: 'apache-elk',
  description: 'Apache httpd LogFormat in JSON, typed',
  source: 'https://httpd.apache.org/docs/2.4/mod/mod_log_config.html',
  keys: 'clientip verb response duration',
  durations: { duration: { whole: 'us' } },
}

export const tomcat: Format = {
  name: 'tomcat',
  description: 'Tomcat JsonAccessLogValve',
  source: 'https://tomcat.apache.org/tomcat-10.1-doc/config/valve.html#JSON_Access_Log_Valve',
  keys: 'logicalUserName|user request statusCode elapsedTime',
  durations: { elapsedTime: { whole: 'us' } },
}

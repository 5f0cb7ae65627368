import { type Variables } from './config-variables.ts';

/** An http or https address from a variable; the default when it is absent. Told and null when it is none. */
export function readEndpoint(variables: Variables, name: string, otherwise: string | null): string | null {
  const text = variables.text(name);
  if (text === null) return otherwise;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    variables.fail(name, 'is no web address', 'Write it whole, such as https://host/path.');
    return otherwise;
  }
  if (url.username !== '' || url.password !== '') {
    variables.fail(name, 'holds a user name or a password', 'Leave them out; tokens have variables of their own.');
    return otherwise;
  }
  if (url.protocol === 'http:' && !isLoopback(text)) {
    variables.warn(name, 'uses plain http to another machine, so tokens travel unprotected', 'Use https.');
  }
  return text;
}

/** Whether an address can only mean this machine. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

export function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}

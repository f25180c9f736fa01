import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** Answers a request in place of the endpoint. */
export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => unknown;

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };
}

export function html(text = '<!doctype html><title>Be right back</title>', status = 200): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(text);
  };
}

export function redirect(location: string, status = 302): Answer {
  return (_request, response) => {
    response.writeHead(status, { Location: location });
    response.end();
  };
}

/** A JSON text of that many bytes, sent as it is or as the little that gzip makes of it. */
export function huge(bytes = 10 * 1024 * 1024, { gzip = false } = {}): Answer {
  return (_request, response) => {
    const text = Buffer.alloc(bytes, ' ');
    text.write('{"a":1}');
    const encoding = gzip ? { 'Content-Encoding': 'gzip' } : {};
    response.writeHead(200, { 'Content-Type': 'application/json', ...encoding });
    response.end(gzip ? gzipSync(text) : text);
  };
}

/** Takes the request and never says anything. */
export const silence: Answer = () => undefined;

/** Headers at once, then a space every few milliseconds, for ever. */
export function drip(everyMs = 5): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    const timer = setInterval(() => response.write(' '), everyMs);
    response.on('close', () => clearInterval(timer));
  };
}

export const hangUp: Answer = (request) => request.socket.destroy();

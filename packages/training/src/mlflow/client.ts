/** Where an MLflow server is and how to speak to it. */
export interface MlflowServer {
  /** Base address, such as `http://127.0.0.1:5000`. */
  readonly url: string;
  /** Headers of every request, such as `Authorization`; default none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the requests; default the platform's `fetch`. */
  readonly fetch?: typeof fetch;
  /** Milliseconds that a request may take; default 10 000. */
  readonly timeout?: number;
}

/** A request that an MLflow server refused or that never reached one. */
export class MlflowError extends Error {
  override readonly name = 'MlflowError';
  /** HTTP status of the answer, or undefined without one. */
  readonly status: number | undefined;
  /** MLflow's `error_code`, such as `RESOURCE_DOES_NOT_EXIST`, or undefined. */
  readonly code: string | undefined;

  constructor(message: string, status?: number, code?: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}

/** One call of MLflow's REST API 2.0: resolves to the answer's JSON, or rejects with an {@link MlflowError}. */
export type MlflowCall = (method: 'GET' | 'POST', path: string, body?: object) => Promise<unknown>;

/** Binds {@link MlflowCall} to a server. */
export function mlflowCall({
  url,
  headers,
  fetch: send = fetch,
  timeout = 10_000,
}: MlflowServer): MlflowCall {
  const base = `${url.replace(/\/+$/, '')}/api/2.0/mlflow/`;
  return async (method, path, body) => {
    const options = {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(timeout),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    let status: number;
    let text: string;
    try {
      const response = await send(base + path, options).catch((error: unknown) => {
        // A connection kept alive may have been closed at the other end while training kept us busy.
        if (closed.includes(reasonOf(error))) return send(base + path, options);
        throw error;
      });
      status = response.status;
      text = await response.text();
    } catch (cause) {
      throw new MlflowError(`no answer from ${url} (${reasonOf(cause)})`, undefined, undefined, { cause });
    }
    const answer = parseObject(text);
    if (status < 200 || status > 299 || answer === undefined) {
      const { error_code: code, message } = answer ?? {};
      const why = typeof message === 'string' ? message : text.slice(0, 200).trim();
      throw new MlflowError(
        `${path.replace(/\?.*/, '')} was answered with ${status}${why === '' ? '' : `: ${why}`}`,
        status,
        typeof code === 'string' ? code : undefined,
      );
    }
    return answer;
  };
}

/** What a request on a connection that is closed ends with. */
const closed: readonly string[] = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/** `fetch failed` says nothing: the system's error below it does. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const root = cause instanceof Error ? cause : error;
  const { code } = root as { code?: unknown };
  if (typeof code === 'string') return code;
  return root instanceof Error ? root.message : String(root);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

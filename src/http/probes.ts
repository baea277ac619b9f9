/**
 * Whether a request asks how the service is. It has to learn that of a busy one too, and is no part
 * of what is served.
 */
export const isProbe = (url: string): boolean => /^\/(health\/|metrics(\?|$))/.test(url);

/** Hooks of the routes that need them: what a hook of all routes looks up, each request would pay. */
import type {
  onRequestHookHandler as OnRequest,
  onSendHookHandler as OnSend,
  preHandlerHookHandler as PreHandler,
  preValidationHookHandler as PreValidation,
  RouteOptions,
} from 'fastify';

/** Adds a hook to those that a route has. */
export function onRequestOf(route: RouteOptions, hook: OnRequest): void {
  route.onRequest = [...[route.onRequest ?? []].flat(), hook];
}

/** The same for a hook that runs before parameters and body are validated. */
export function preValidationOf(route: RouteOptions, hook: PreValidation): void {
  route.preValidation = [...[route.preValidation ?? []].flat(), hook];
}

/** The same for a hook that runs before the handler, with what was validated. */
export function preHandlerOf(route: RouteOptions, hook: PreHandler): void {
  route.preHandler = [...[route.preHandler ?? []].flat(), hook];
}

/** The same for a hook that runs before an answer is sent, whatever it is; first, since the body is taken from HEAD last. */
export function onSendOf(route: RouteOptions, hook: OnSend): void {
  route.onSend = [hook, ...[route.onSend ?? []].flat()];
}

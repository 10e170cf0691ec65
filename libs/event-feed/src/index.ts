export { eventFeedApi } from './event-feed-api.ts';

import { type Methods } from '../api.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { messageExtraMethods } from './message-extras.ts';
import { viewMethods } from './views.ts';
import { workspaceMethods } from './workspace.ts';

/** Every method of the Web API that the double knows; any other is answered `unknown_method`. */
export const methods: Methods = {
  ...chatMethods,
  ...conversationMethods,
  ...messageExtraMethods,
  ...viewMethods,
  ...workspaceMethods,
};

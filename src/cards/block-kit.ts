/** The part of Slack's Block Kit that we use, as it goes over the wire. */

/** Slack shows it as it is: no formatting, no mentions, no emoji names. */
export type PlainText = { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };

/** `verbatim`: Slack links no bare addresses, names of channels or mentions by itself. */
export type Mrkdwn = { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };

export type Confirm = {
  readonly title: PlainText;
  readonly text: PlainText;
  readonly confirm: PlainText;
  readonly deny: PlainText;
  readonly style?: 'primary' | 'danger';
};

export type Button = {
  readonly type: 'button';
  readonly action_id: string;
  readonly text: PlainText;
  readonly value: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: Confirm;
};

export type Option = { readonly text: PlainText; readonly value: string; readonly description?: PlainText };

export type TextInput = {
  readonly type: 'plain_text_input';
  readonly action_id: string;
  readonly multiline: boolean;
  readonly max_length: number;
  readonly initial_value?: string;
  readonly placeholder?: PlainText;
};

export type RadioButtons = {
  readonly type: 'radio_buttons';
  readonly action_id: string;
  readonly options: readonly Option[];
  readonly initial_option: Option;
};

export type Checkboxes = {
  readonly type: 'checkboxes';
  readonly action_id: string;
  readonly options: readonly Option[];
  readonly initial_options?: readonly Option[];
};

export type StaticSelect = {
  readonly type: 'static_select';
  readonly action_id: string;
  readonly options: readonly Option[];
  readonly initial_option?: Option;
  /** Beside a field's label there is none; in a message it is all that says what is chosen. */
  readonly placeholder?: PlainText;
};

/** Its value is the id of one person of the workspace. */
export type UsersSelect = { readonly type: 'users_select'; readonly action_id: string; readonly initial_user?: string };

/** Its value is in seconds since the Unix epoch. */
export type DatetimePicker = { readonly type: 'datetimepicker'; readonly action_id: string };

export type HeaderBlock = { readonly type: 'header'; readonly text: PlainText };
export type SectionBlock = { readonly type: 'section'; readonly text: Mrkdwn; readonly accessory?: Button };
export type FieldsBlock = { readonly type: 'section'; readonly fields: readonly Mrkdwn[] };
export type ContextBlock = { readonly type: 'context'; readonly elements: readonly Mrkdwn[] };
export type DividerBlock = { readonly type: 'divider' };
export type ActionsBlock = {
  readonly type: 'actions';
  readonly block_id: string;
  readonly elements: readonly (Button | StaticSelect)[];
};
export type InputBlock = {
  readonly type: 'input';
  readonly block_id: string;
  readonly label: PlainText;
  readonly hint?: PlainText;
  readonly optional: boolean;
  readonly element: TextInput | RadioButtons | Checkboxes | StaticSelect | UsersSelect | DatetimePicker;
};

export type Block = HeaderBlock | SectionBlock | FieldsBlock | ContextBlock | DividerBlock | ActionsBlock | InputBlock;

/** `text` is what notifications and screen readers use. */
export type Message = { readonly text: string; readonly blocks: readonly Block[] };

/** Without `submit` it can only be closed. */
export type Modal = {
  readonly type: 'modal';
  readonly callback_id: string;
  readonly title: PlainText;
  readonly submit?: PlainText;
  readonly close: PlainText;
  readonly private_metadata: string;
  readonly blocks: readonly Block[];
};

export type HomeTab = { readonly type: 'home'; readonly blocks: readonly Block[] };

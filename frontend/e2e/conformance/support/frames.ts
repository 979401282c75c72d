/** Replies and pushes of the client protocol, as JSON writes them; in Protobuf they carry the same names. */
export interface Reply {
  id?: number;
  error?: ErrorReply;
  push?: Push;
  connect?: ConnectResult;
  subscribe?: SubscribeResult;
  unsubscribe?: object;
  publish?: object;
  presence?: { presence?: Record<string, ClientInfo> };
  presence_stats?: { num_clients?: number; num_users?: number };
  history?: HistoryResult;
  rpc?: { data?: unknown };
  refresh?: { client?: string; version?: string; expires?: boolean; ttl?: number };
  sub_refresh?: { expires?: boolean; ttl?: number };
}

export interface ErrorReply {
  code: number;
  message: string;
  temporary?: boolean;
}

export interface ConnectResult {
  client: string;
  version?: string;
  expires?: boolean;
  ttl?: number;
  data?: unknown;
  subs?: Record<string, SubscribeResult>;
  ping?: number;
  pong?: boolean;
  session?: string;
  node?: string;
  time?: number;
}

export interface SubscribeResult {
  expires?: boolean;
  ttl?: number;
  recoverable?: boolean;
  positioned?: boolean;
  epoch?: string;
  offset?: number;
  recovered?: boolean;
  was_recovering?: boolean;
  publications?: Publication[];
  data?: unknown;
  delta?: boolean;
  id?: number;
}

export interface Publication {
  data?: unknown;
  info?: ClientInfo;
  offset?: number;
  tags?: Record<string, string>;
  delta?: boolean;
}

export interface ClientInfo {
  user?: string;
  client: string;
  conn_info?: unknown;
  chan_info?: unknown;
}

export interface HistoryResult {
  publications?: Publication[];
  offset?: number;
  epoch?: string;
}

export interface Position {
  offset: number;
  epoch: string;
}

export interface Push {
  channel?: string;
  pub?: Publication;
  join?: { info: ClientInfo };
  leave?: { info: ClientInfo };
  unsubscribe?: { code: number; reason: string };
  message?: { data?: unknown };
  subscribe?: { recoverable?: boolean; epoch?: string; offset?: number; positioned?: boolean; data?: unknown };
  disconnect?: { code: number; reason: string };
  refresh?: { expires?: boolean; ttl?: number };
}

/** A command without its id, which whoever sends it adds. */
export type Request = Record<string, unknown>;

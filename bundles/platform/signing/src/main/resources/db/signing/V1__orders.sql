CREATE TABLE signing_order (
    order_key TEXT PRIMARY KEY,
    matter TEXT NOT NULL,
    provider TEXT NOT NULL,
    plugin TEXT NOT NULL,
    plugin_version TEXT NOT NULL,
    state TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    attributes ${bytes} NOT NULL,
    credential TEXT NOT NULL,
    certificates ${bytes} NOT NULL,
    ticket ${bytes},
    approval_page TEXT,
    signature TEXT,
    subject TEXT,
    reason TEXT
);

CREATE INDEX signing_order_open ON signing_order (state, plugin, plugin_version);

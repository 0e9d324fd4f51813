-- so that a jar during whose trial the platform died is named afterwards
ALTER TABLE deployment_start ADD COLUMN plugin TEXT NOT NULL DEFAULT '';
ALTER TABLE deployment_start ADD COLUMN version TEXT NOT NULL DEFAULT '';

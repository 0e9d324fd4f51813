CREATE TABLE broken_table (name TEXT PRIMARY KEY, ;

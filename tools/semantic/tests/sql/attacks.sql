#! both refused stacked statements
SELECT 1; DROP TABLE plant
#! both refused stacked selects
SELECT name FROM plant; SELECT note FROM secret
#! both refused a stacked write behind a comment
SELECT 1 /* ; */ ; DELETE FROM plant -- done
#! both refused no statement
;
#! both refused a comment alone
-- SELECT 1
#! both refused an unended comment
SELECT 1 /* FROM plant
#! both refused INSERT
INSERT INTO plant VALUES ('a', 'P7', 'x', 'x')
#! both refused UPDATE
UPDATE plant SET name = 'x'
#! both refused DELETE
DELETE FROM plant
#! both refused DROP
DROP TABLE plant
#! both refused ALTER
ALTER TABLE plant ADD COLUMN x TEXT
#! both refused CREATE TABLE AS
CREATE TABLE t AS SELECT * FROM output
#! both refused CREATE VIEW
CREATE VIEW v AS SELECT * FROM secret
#! both refused TRUNCATE
TRUNCATE TABLE plant
#! both refused GRANT
GRANT ALL ON plant TO PUBLIC
#! both refused BEGIN
BEGIN
#! both refused COMMIT
COMMIT
#! both refused EXPLAIN
EXPLAIN SELECT * FROM secret
#! both refused EXPLAIN ANALYZE of a write
EXPLAIN ANALYZE DELETE FROM plant
#! sqlite refused ATTACH
ATTACH DATABASE '/tmp/x.db' AS x
#! sqlite refused PRAGMA
PRAGMA table_info(secret)
#! sqlite refused PRAGMA that writes
PRAGMA writable_schema = 1
#! sqlite refused VACUUM INTO
VACUUM INTO '/tmp/x.db'
#! postgres refused COPY to a file
COPY plant TO '/tmp/x'
#! postgres refused COPY to a program
COPY (SELECT * FROM secret) TO PROGRAM 'cat'
#! postgres refused COPY from a file
COPY plant FROM '/etc/passwd'
#! postgres refused SET
SET ROLE postgres
#! postgres refused SET LOCAL
SET LOCAL statement_timeout = 0
#! postgres refused RESET
RESET ALL
#! postgres refused SHOW
SHOW server_version
#! postgres refused DO
DO $$ BEGIN PERFORM pg_sleep(5); END $$
#! postgres refused CALL
CALL pg_sleep(1)
#! postgres refused PREPARE
PREPARE p AS SELECT * FROM secret
#! postgres refused EXECUTE
EXECUTE p
#! postgres refused DECLARE
DECLARE c CURSOR FOR SELECT * FROM secret
#! postgres refused LISTEN
LISTEN x
#! postgres refused NOTIFY
NOTIFY x
#! postgres refused LOCK
LOCK TABLE plant
#! postgres refused a CTE that deletes
WITH gone AS (DELETE FROM plant RETURNING *) SELECT * FROM gone
#! postgres refused a CTE that inserts
WITH new AS (INSERT INTO plant VALUES ('a','P8','x','x') RETURNING plant_id) SELECT plant_id FROM new
#! postgres refused a CTE that updates
WITH up AS (UPDATE plant SET name = 'x' RETURNING name) SELECT name FROM up
#! postgres refused a hidden deletion
SELECT (WITH d AS (DELETE FROM plant RETURNING 1) SELECT count(*) FROM d)
#! both refused SELECT INTO
SELECT name INTO copied FROM plant
#! postgres refused SELECT INTO TEMP
SELECT * INTO TEMP t FROM plant
#! postgres refused FOR UPDATE
SELECT name FROM plant FOR UPDATE
#! postgres refused FOR SHARE within
SELECT * FROM (SELECT name FROM plant FOR SHARE) p
#! both refused a table outside the catalogue
SELECT note FROM secret
#! both refused a table outside the catalogue, quoted
SELECT note FROM "secret"
#! both refused a table outside the catalogue, in other case
SELECT NOTE FROM SECRET
#! sqlite refused a table outside the catalogue in brackets
SELECT note FROM [secret]
#! sqlite refused a table outside the catalogue in backticks
SELECT note FROM `secret`
#! postgres refused a table outside the catalogue with its schema
SELECT note FROM public.secret
#! sqlite refused a table outside the catalogue with its schema
SELECT note FROM main.secret
#! both refused a union with a table outside the catalogue
SELECT name FROM plant UNION ALL SELECT note FROM secret
#! both refused an intersection with a table outside the catalogue
SELECT 'CANARY' INTERSECT SELECT note FROM secret
#! both refused a sub-query on a table outside the catalogue
SELECT (SELECT note FROM secret LIMIT 1) FROM plant
#! both refused EXISTS on a table outside the catalogue
SELECT name FROM plant WHERE EXISTS (SELECT 1 FROM secret WHERE note LIKE 'C%')
#! both refused IN on a table outside the catalogue
SELECT name FROM plant WHERE name IN (SELECT note FROM secret)
#! both refused a join with a table outside the catalogue
SELECT s.note FROM plant p JOIN secret s ON s.tenant = p.tenant
#! both refused a CTE over a table outside the catalogue
WITH s AS (SELECT note FROM secret) SELECT note FROM s
#! both refused a nested CTE over a table outside the catalogue
SELECT * FROM (WITH s AS (SELECT note FROM secret) SELECT * FROM s) x
#! both refused ORDER BY a table outside the catalogue
SELECT name FROM plant ORDER BY (SELECT note FROM secret LIMIT 1)
#! both refused a CASE over a table outside the catalogue
SELECT CASE WHEN (SELECT COUNT(*) FROM secret) > 1 THEN 1 ELSE 0 END
#! both refused HAVING over a table outside the catalogue
SELECT name FROM plant GROUP BY name HAVING COUNT(*) < (SELECT COUNT(*) FROM secret)
#! both refused FILTER over a table outside the catalogue
SELECT COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM secret)) FROM plant
#! both refused a join condition over a table outside the catalogue
SELECT p.name FROM plant p JOIN line l ON l.plant_id = p.plant_id AND EXISTS (SELECT 1 FROM secret)
#! both refused VALUES over a table outside the catalogue
VALUES ((SELECT note FROM secret LIMIT 1))
#! both refused a window over a table outside the catalogue
SELECT ROW_NUMBER() OVER (ORDER BY (SELECT note FROM secret LIMIT 1)) FROM plant
#! both refused an argument over a table outside the catalogue
SELECT COALESCE((SELECT note FROM secret LIMIT 1), 'x')
#! both refused LIMIT over a table outside the catalogue
SELECT name FROM plant LIMIT (SELECT COUNT(*) FROM secret)
#! both refused a dataset without an area
SELECT ticket_id FROM ticket
#! both refused the catalogue of the database
SELECT table_name FROM information_schema.tables
#! both refused the catalogue of the database, quoted
SELECT * FROM "information_schema"."columns"
#! postgres refused pg_catalog
SELECT relname FROM pg_catalog.pg_class
#! postgres refused pg_class without its schema
SELECT relname FROM pg_class
#! postgres refused pg_stat_activity
SELECT query FROM pg_stat_activity
#! postgres refused pg_shadow
SELECT passwd FROM pg_shadow
#! postgres refused pg_settings
SELECT name FROM pg_settings
#! sqlite refused sqlite_master
SELECT sql FROM sqlite_master
#! sqlite refused sqlite_schema in other case
SELECT sql FROM SQLITE_SCHEMA
#! sqlite refused sqlite_temp_master
SELECT * FROM sqlite_temp_master
#! sqlite refused sqlite_stat1
SELECT * FROM sqlite_stat1
#! sqlite refused pragma_table_info
SELECT name FROM pragma_table_info('secret')
#! sqlite refused pragma_database_list
SELECT file FROM pragma_database_list
#! sqlite refused json_each
SELECT value FROM json_each('[1,2]')
#! sqlite refused dbstat
SELECT * FROM dbstat
#! sqlite refused load_extension
SELECT load_extension('/tmp/x.so')
#! sqlite refused readfile
SELECT readfile('/etc/passwd')
#! sqlite refused writefile
SELECT writefile('/tmp/x', 'x')
#! sqlite refused randomblob
SELECT randomblob(1000000000)
#! sqlite refused zeroblob
SELECT zeroblob(1000000000)
#! sqlite refused printf that pads
SELECT printf('%1000000000d', 1)
#! sqlite refused fts3_tokenizer
SELECT fts3_tokenizer('x')
#! sqlite refused sqlite_version
SELECT sqlite_version()
#! sqlite refused group_concat
SELECT group_concat(name) FROM plant
#! sqlite refused GLOB
SELECT name FROM plant WHERE name GLOB 'C*'
#! sqlite refused the moment
SELECT date('now')
#! sqlite refused the place
SELECT datetime('2026-01-01', 'localtime')
#! postgres refused pg_sleep
SELECT pg_sleep(10)
#! postgres refused pg_sleep with its schema
SELECT pg_catalog.pg_sleep(10)
#! postgres refused pg_sleep, quoted
SELECT "pg_sleep"(10)
#! postgres refused pg_sleep in WHERE
SELECT name FROM plant WHERE pg_sleep(1) IS NULL
#! postgres refused pg_sleep in FROM
SELECT * FROM pg_sleep(10)
#! postgres refused query_to_xml
SELECT query_to_xml('SELECT * FROM secret', true, true, '')
#! postgres refused table_to_xml
SELECT table_to_xml('secret', true, true, '')
#! postgres refused database_to_xml
SELECT database_to_xml(true, true, '')
#! postgres refused set_config
SELECT set_config('sentia.tenant', 'z', false)
#! postgres refused set_config in a materialised CTE
WITH s AS MATERIALIZED (SELECT set_config('sentia.tenant', 'z', true)) SELECT name FROM plant, s
#! postgres refused current_setting
SELECT current_setting('data_directory')
#! postgres refused pg_read_file
SELECT pg_read_file('/etc/passwd')
#! postgres refused pg_ls_dir
SELECT pg_ls_dir('/')
#! postgres refused lo_import
SELECT lo_import('/etc/passwd')
#! postgres refused lo_export
SELECT lo_export(1, '/tmp/x')
#! postgres refused dblink
SELECT * FROM dblink('dbname=postgres', 'SELECT 1') AS t(a int)
#! postgres refused pg_terminate_backend
SELECT pg_terminate_backend(pg_backend_pid())
#! postgres refused pg_reload_conf
SELECT pg_reload_conf()
#! postgres refused advisory locks
SELECT pg_advisory_lock(1)
#! postgres refused nextval
SELECT nextval('s')
#! postgres refused pg_notify
SELECT pg_notify('x', 'y')
#! postgres refused txid_current
SELECT txid_current()
#! postgres refused version
SELECT version()
#! postgres refused current_user
SELECT current_user
#! postgres refused session_user
SELECT session_user
#! postgres refused inet_server_addr
SELECT inet_server_addr()
#! postgres refused has_table_privilege
SELECT has_table_privilege('secret', 'SELECT')
#! postgres refused pg_get_viewdef
SELECT pg_get_viewdef('x')
#! postgres refused obj_description
SELECT col_description(1, 1)
#! postgres refused to_regclass
SELECT to_regclass('secret')
#! postgres refused a cast to regclass
SELECT 'secret'::regclass
#! postgres refused a cast to regproc
SELECT CAST('pg_sleep' AS regproc)
#! postgres refused a cast to oid
SELECT '1'::oid
#! postgres refused a cast to xml
SELECT '<a/>'::xml
#! postgres refused a cast to json
SELECT '{}'::json
#! postgres refused a cast to a row
SELECT CAST(p AS text) FROM plant p
#! postgres refused row_to_json
SELECT row_to_json(o) FROM output o
#! postgres refused json_agg
SELECT json_agg(name) FROM plant
#! postgres refused array_agg
SELECT array_agg(name) FROM plant
#! postgres refused string_agg
SELECT string_agg(name, ',') FROM plant
#! postgres refused ARRAY of a query
SELECT ARRAY(SELECT name FROM plant)
#! postgres refused generate_series bomb in FROM
SELECT count(*) FROM generate_series(1, 10000000000)
#! postgres refused generate_series bomb in SELECT
SELECT generate_series(1, 10000000000)
#! postgres refused unnest
SELECT * FROM unnest(ARRAY[1,2,3])
#! postgres refused repeat bomb
SELECT repeat('x', 1000000000)
#! postgres refused lpad bomb
SELECT lpad('x', 1000000000)
#! postgres refused format
SELECT format('%1000000000s', 'x')
#! postgres refused regexp_replace
SELECT regexp_replace('aaaaaaaaaaaaaaaaaaaaaaaa', '(a+)+$', 'x')
#! postgres refused the operator ~
SELECT name FROM plant WHERE name ~ '(C+)+$'
#! postgres refused SIMILAR TO
SELECT name FROM plant WHERE name SIMILAR TO '(C|A)*'
#! postgres refused OPERATOR()
SELECT 1 OPERATOR(pg_catalog.+) 2
#! postgres refused the operator ^
SELECT 10 ^ 100000
#! postgres refused the operator ->
SELECT '{"a":1}' -> 'a'
#! postgres refused factorial
SELECT 100000 !
#! postgres refused TABLESAMPLE
SELECT * FROM plant TABLESAMPLE SYSTEM (100)
#! postgres refused TABLE
TABLE secret
#! postgres refused TABLE of an open table
TABLE plant
#! postgres refused XMLTABLE
SELECT * FROM XMLTABLE('/a' PASSING '<a/>' COLUMNS b text)
#! postgres refused JSON_TABLE
SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a int PATH '$.a')) AS t
#! postgres refused ROWS FROM
SELECT * FROM ROWS FROM (generate_series(1, 3)) AS t
#! postgres refused WITH ORDINALITY
SELECT * FROM generate_series(1, 3) WITH ORDINALITY
#! postgres refused an array of rows
SELECT (ARRAY(SELECT note FROM secret))[1]
#! postgres refused the moment
SELECT now()
#! postgres refused the moment as a text
SELECT CAST('now' AS timestamp)
#! postgres refused random
SELECT random()
#! both refused recursion
WITH RECURSIVE n AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n
#! both refused recursion without its word
WITH n AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n
#! both refused a column that is closed
SELECT value_minor FROM output
#! both refused a closed column in other case
SELECT VALUE_MINOR FROM output
#! both refused a closed column, quoted
SELECT "value_minor" FROM output
#! both refused a closed column, qualified
SELECT o.value_minor FROM output o
#! both refused a closed column in WHERE
SELECT id FROM output WHERE value_minor > 100
#! both refused a closed column in ORDER BY
SELECT id FROM output ORDER BY value_minor
#! both refused a closed column in GROUP BY
SELECT COUNT(*) FROM output GROUP BY value_minor
#! both refused a closed column in an aggregate
SELECT SUM(value_minor) FROM output
#! both refused a closed column in a join
SELECT a.id FROM output a JOIN output b ON a.value_minor = b.value_minor
#! both refused a closed column in USING
SELECT COUNT(*) FROM output a JOIN output b USING (value_minor)
#! both refused a closed column from a sub-query
SELECT x.value_minor FROM (SELECT * FROM output) x
#! both refused a closed column from outside
SELECT (SELECT o.value_minor) FROM output o
#! both refused a closed column in a window
SELECT RANK() OVER (ORDER BY value_minor) FROM output
#! both refused a column that the catalogue does not know
SELECT note FROM employee
#! both refused an alias that lies about a column
SELECT 1 AS value_minor, o.value_minor FROM output o
#! both refused a text that is taken for a column
SELECT "no column at all" FROM plant
#! both refused an alias in its own select list
SELECT 1 AS "the total", "the total" + 1 AS more FROM plant
#! postgres refused a system column
SELECT ctid FROM plant
#! postgres refused xmin
SELECT xmin FROM plant
#! postgres refused tableoid
SELECT p.tableoid FROM plant p
#! sqlite refused rowid
SELECT rowid FROM plant
#! sqlite refused _rowid_
SELECT _rowid_ FROM plant
#! postgres refused a whole row
SELECT p FROM plant p
#! postgres refused a whole row as text
SELECT p::text FROM plant p
#! postgres refused a field of a whole row
SELECT (p).name FROM plant p
#! postgres refused every field of a whole row
SELECT (p).* FROM plant p
#! postgres refused a function as a column
SELECT o.row_to_json FROM output o
#! postgres refused a function as a column under a known name
SELECT 1 AS row_to_json, o.row_to_json FROM output o
#! both refused a placeholder
SELECT $1
#! both refused a placeholder for the tenant
SELECT name FROM plant WHERE tenant = $1
#! postgres refused dollar quotes
SELECT $$CANARY$$
#! postgres refused an escaped text
SELECT E'\x27 OR 1=1'
#! postgres refused a Unicode text
SELECT U&'\0027 OR 1=1'
#! both refused a binary text
SELECT X'414141'
#! both refused a name with a quote
SELECT 1 AS "a""b"
#! both refused a name with a line break
SELECT 1 AS "a
b"
#! both refused deep brackets
SELECT ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
#! both refused a doubling of texts
WITH a AS (SELECT 'xxxxxxxx' AS t), b AS (SELECT t||t||t||t||t||t AS t FROM a), c AS (SELECT t||t||t||t||t||t AS t FROM b), d AS (SELECT t||t||t||t||t||t AS t FROM c), e AS (SELECT t||t||t||t||t||t AS t FROM d) SELECT t||t||t||t FROM e
#! both refused replace that grows
SELECT REPLACE('aaaa', 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa')
#! both refused a pattern that is computed
SELECT name FROM plant WHERE name LIKE '%' || name
#! both refused GROUP BY ALL
SELECT name, COUNT(*) FROM plant GROUP BY ALL
#! both refused QUALIFY
SELECT name FROM plant QUALIFY ROW_NUMBER() OVER (ORDER BY name) = 1
#! both refused TOP
SELECT TOP 5 name FROM plant
#! both refused a lateral function
SELECT * FROM plant p, LATERAL (SELECT note FROM secret) s
#! both scoped everything of a table
SELECT * FROM plant
#! both scoped everything of the facts
SELECT * FROM output
#! both scoped another tenant by name
SELECT name FROM plant WHERE tenant = 'z'
#! both scoped a condition that is always true
SELECT name FROM plant WHERE 1 = 1 OR tenant = 'z'
#! both scoped OR at the end
SELECT COUNT(*) FROM output WHERE id > 0 OR 1 = 1
#! both scoped NOT of everything
SELECT COUNT(*) FROM output WHERE NOT (tenant = 'a')
#! both scoped a union of tenants
SELECT name FROM plant WHERE tenant = 'a' UNION SELECT name FROM plant WHERE tenant = 'z'
#! both scoped EXCEPT turned around
SELECT plant_id FROM line EXCEPT SELECT plant_id FROM plant
#! both scoped a CTE that is called as a table
WITH plant AS (SELECT 'PX' AS plant_id, 'z' AS tenant) SELECT line_id, name FROM line
#! both scoped a CTE that is called as the table it reads, used twice
WITH stop AS (SELECT line_id, seconds FROM output o JOIN stop s ON s.tenant = o.tenant LIMIT 0) SELECT COUNT(*) FROM stop
#! both scoped a CTE that shadows the table of the permissions
WITH machine AS (SELECT 'MX' AS machine_id, 'L01' AS line_id, 'a' AS tenant), line AS (SELECT 'L01' AS line_id, 'P1' AS plant_id, 'a' AS tenant) SELECT SUM(good) FROM output
#! both scoped an inner CTE that shadows an outer one
WITH x AS (SELECT name FROM plant) SELECT * FROM (WITH x AS (SELECT name FROM line) SELECT name FROM x) y
#! both scoped an alias that is called as another table
SELECT secret.name FROM plant AS secret
#! both scoped an alias that is called as the tenant's table
SELECT plant.name FROM line AS plant
#! both scoped columns of an outer query in a sub-query
SELECT (SELECT COUNT(*) FROM stop s WHERE s.line_id = l.line_id) AS n FROM line l
#! both scoped a correlated sub-query that looks further
SELECT name FROM plant p WHERE EXISTS (SELECT 1 FROM output o WHERE o.tenant <> p.tenant)
#! both scoped a scalar sub-query over everything
SELECT (SELECT MAX(good) FROM output) AS most
#! both scoped a join on nothing
SELECT COUNT(*) FROM plant a CROSS JOIN plant b
#! both scoped a full outer join
SELECT a.plant_id, b.plant_id FROM plant a FULL JOIN stock b ON a.plant_id = b.plant_id AND b.day = '1999-01-01'
#! both scoped a right join that keeps the other side
SELECT b.plant_id, b.value_minor FROM plant a RIGHT JOIN stock b ON 1 = 0
#! both scoped a left join that keeps this side
SELECT a.name FROM plant a LEFT JOIN line b ON 1 = 0
#! both scoped a natural join
SELECT COUNT(*) FROM line NATURAL JOIN plant
#! both scoped nested comments
SELECT name /* x */ FROM /* y -- z */ plant -- WHERE tenant = 'a'
#! both scoped a comment within a name's reach
SELECT name FROM plant--x
#! both scoped signs that could begin a comment
SELECT - -1 AS x, - - -2 AS y FROM plant
#! both scoped a text that looks like an end
SELECT name FROM plant WHERE name = 'x'' OR ''1''=''1'
#! both scoped a backslash before a quote
SELECT name FROM plant WHERE name = 'a\'' OR 1=1 --'
#! both scoped a text of quotes
SELECT '''''' AS q, 'a''''b' AS r FROM plant
#! both scoped a name of other letters
SELECT name AS "plânt" FROM plant
#! both scoped a wide quote
SELECT name FROM plant WHERE name = 'ʼ OR 1=1'
#! both scoped letters that look alike
SELECT name FROM plant WHERE name = 'plаnt'
#! both scoped case of keywords
sElEcT nAmE fRoM pLaNt
#! sqlite scoped a table in brackets
SELECT [name] FROM [plant]
#! both scoped a quoted table
SELECT "name" FROM "plant"
#! postgres scoped a table with its schema
SELECT name FROM public.plant
#! both scoped the largest of each
SELECT MAX(good), MAX(total), MAX(weight) FROM output
#! both scoped a sum over another plant
SELECT SUM(value_minor) FROM stock WHERE plant_id = 'PX'
#! both scoped counts of other plants
SELECT plant_id, COUNT(*) FROM stock GROUP BY plant_id
#! both scoped names by a window
SELECT name, LAG(name) OVER (ORDER BY name) FROM plant
#! both scoped VALUES
VALUES (1, 'x'), (2, 'y')
#! both scoped VALUES joined to rows
SELECT v.column1, p.name FROM (VALUES ('PX'), ('P1')) AS v JOIN plant p ON p.plant_id = v.column1
#! both scoped a cast that fails on a name
SELECT CAST(name AS INTEGER) FROM plant WHERE tenant = 'z'
#! both scoped an error that would tell of another tenant
SELECT name FROM plant WHERE CASE WHEN name = 'CANARY' THEN 1 / 0 ELSE 1 END = 1
#! both scoped a cast that would tell of another tenant
SELECT plant_id FROM plant WHERE CAST(CASE WHEN name LIKE 'CANARY%' THEN name ELSE '1' END AS INTEGER) = 1
#! both scoped a division that would tell of another tenant
SELECT id FROM output WHERE 1 / (good - 9000000000001) > 0
#! sqlite scoped the absolute value that is an error
SELECT COUNT(*) FROM plant WHERE ABS(CASE WHEN name = 'CANARY' THEN -9223372036854775808 ELSE 1 END) = 1
#! postgres scoped LATERAL
SELECT p.name, x.n FROM plant p, LATERAL (SELECT COUNT(*) AS n FROM line l WHERE l.plant_id = p.plant_id) x
#! postgres scoped a tuple
SELECT (plant_id, name) FROM plant
#! both scoped a tuple against rows
SELECT name FROM plant WHERE (plant_id, tenant) IN (SELECT plant_id, tenant FROM line)
#! both scoped a cross-join bomb
SELECT COUNT(*) FROM output a, output b, output c, output d, output e
#! both scoped a cross-join bomb that sorts
SELECT a.id FROM output a, output b, output c ORDER BY a.good * b.good + c.good
#! both scoped a cross-join bomb that is distinct
SELECT COUNT(*) FROM (SELECT DISTINCT a.id, b.id, c.id FROM output a, output b, output c) x
#! both scoped a correlated bomb
SELECT SUM((SELECT COUNT(*) FROM output b, output c WHERE b.good + c.good > a.good)) FROM output a
#! postgres scoped a decimal bomb
SELECT exp(100000.0) FROM output
#! postgres scoped a power bomb
SELECT power(9, 999999999)
#! both scoped a query within a query within a query
SELECT * FROM (SELECT * FROM (SELECT * FROM (SELECT name, tenant FROM plant) a) b) c WHERE tenant = 'z'
#! both scoped an offset that looks past the end
SELECT name FROM plant ORDER BY name LIMIT 10 OFFSET 1

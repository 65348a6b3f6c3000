#! both good pieces in all
SELECT SUM(good) AS good FROM output
#! both good and total by shift
SELECT shift, SUM(good) AS good, SUM(total) AS total FROM output GROUP BY shift
#! both scrap share by shift
SELECT shift, 1.0 * SUM(total - good) / NULLIF(SUM(total), 0) AS scrap FROM output GROUP BY shift
#! both rows per machine
SELECT machine_id, COUNT(*) AS n FROM output GROUP BY machine_id
#! both machines with names
SELECT m.name, m.machine_id, COUNT(o.id) AS n FROM machine m LEFT JOIN output o ON o.machine_id = m.machine_id AND o.tenant = m.tenant GROUP BY m.name, m.machine_id
#! both lines of plants
SELECT p.name AS plant, l.name AS line FROM plant p JOIN line l ON l.plant_id = p.plant_id ORDER BY p.name, l.name
#! both plants without lines
SELECT p.name FROM plant p WHERE NOT EXISTS (SELECT 1 FROM line l WHERE l.plant_id = p.plant_id)
#! both lines with stops
SELECT name FROM line WHERE line_id IN (SELECT line_id FROM stop)
#! both lines without stops
SELECT name FROM line WHERE line_id NOT IN (SELECT line_id FROM stop WHERE line_id IS NOT NULL)
#! both stop time by reason
SELECT reason, SUM(seconds) / 3600.0 AS hours, COUNT(*) AS stops FROM stop GROUP BY reason ORDER BY hours DESC
#! both the longest stops
SELECT day, line_id, reason, seconds FROM stop WHERE seconds IS NOT NULL ORDER BY seconds DESC, id LIMIT 10
#! both stops beyond two hours
SELECT COUNT(*) AS n FROM stop WHERE seconds > 2 * 3600
#! both the mean stop
SELECT AVG(seconds) AS mean FROM stop
#! both stops by line with names
SELECT l.name, COUNT(s.id) AS n FROM line l LEFT JOIN stop s USING (tenant, line_id) GROUP BY l.name, l.line_id
#! both stock value at the last day
SELECT plant_id, SUM(value_minor) AS value FROM stock WHERE day = (SELECT MAX(day) FROM stock) GROUP BY plant_id
#! both stock per product
SELECT p.name, MAX(s.value_minor) AS most FROM stock s JOIN product p ON p.product_id = s.product_id AND p.tenant = s.tenant GROUP BY p.name
#! both products never in stock
SELECT p.product_id FROM product p LEFT JOIN stock s ON s.product_id = p.product_id WHERE s.id IS NULL
#! both targets of September
SELECT line_id, SUM(pieces) AS pieces FROM target WHERE day BETWEEN DATE '2026-09-01' AND DATE '2026-09-30' GROUP BY line_id
#! both good against target
WITH made AS (SELECT m.line_id, SUM(o.good) AS good FROM output o JOIN machine m ON m.machine_id = o.machine_id AND m.tenant = o.tenant GROUP BY m.line_id), planned AS (SELECT line_id, SUM(pieces) AS pieces FROM target WHERE day < CURRENT_DATE GROUP BY line_id) SELECT p.line_id, m.good, p.pieces, m.good - p.pieces AS gap FROM planned p LEFT JOIN made m ON m.line_id = p.line_id
#! both days since the start of the year
SELECT COUNT(DISTINCT day) AS days FROM output WHERE day >= DATE '2026-01-01'
#! both the latest day
SELECT MAX(day) AS last, MIN(day) AS first FROM output
#! both yesterday's rows
SELECT COUNT(*) AS n FROM output WHERE day < CURRENT_DATE
#! both rank of machines
SELECT machine_id, SUM(good) AS good, RANK() OVER (ORDER BY SUM(good) DESC) AS place FROM output WHERE good IS NOT NULL AND machine_id IS NOT NULL GROUP BY machine_id
#! both running total
SELECT day, id, SUM(seconds) OVER (ORDER BY day, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far FROM stop
#! both share of each shift
SELECT shift, SUM(good) AS good, 1.0 * SUM(good) / SUM(SUM(good)) OVER () AS share FROM output GROUP BY shift
#! both moving average
SELECT day, id, AVG(good) OVER (ORDER BY day, id ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS mean FROM output WHERE good IS NOT NULL
#! both previous value
SELECT day, id, good, LAG(good, 1) OVER (PARTITION BY machine_id ORDER BY day, id) AS before FROM output WHERE machine_id IS NOT NULL
#! both row numbers
SELECT line_id, day, id, ROW_NUMBER() OVER (PARTITION BY line_id ORDER BY day, id) AS n FROM stop WHERE line_id IS NOT NULL
#! both the last stop of each line
SELECT line_id, day, id FROM (SELECT line_id, day, id, ROW_NUMBER() OVER (PARTITION BY line_id ORDER BY day DESC, id DESC) AS n FROM stop) x WHERE n = 1
#! both quartiles of weight
SELECT quarter_of, COUNT(*) AS n FROM (SELECT NTILE(4) OVER (ORDER BY weight, id) AS quarter_of FROM output WHERE weight IS NOT NULL) x GROUP BY quarter_of
#! both a named window
SELECT line_id, seconds, MAX(seconds) OVER w AS most FROM stop WINDOW w AS (PARTITION BY line_id)
#! both heavy rows
SELECT id, weight FROM output WHERE weight > 9.5 ORDER BY id
#! both buckets of weight
SELECT CASE WHEN weight < 3 THEN 'light' WHEN weight < 7 THEN 'middle' ELSE 'heavy' END AS class, COUNT(*) AS n FROM output WHERE weight IS NOT NULL GROUP BY CASE WHEN weight < 3 THEN 'light' WHEN weight < 7 THEN 'middle' ELSE 'heavy' END
#! both late rows
SELECT COUNT(*) FILTER (WHERE is_late = 1) AS late, COUNT(*) AS n FROM output
#! both late rows in another way
SELECT SUM(CASE WHEN is_late = 1 THEN 1 ELSE 0 END) AS late FROM output
#! both shifts with many bad pieces
SELECT shift FROM output GROUP BY shift HAVING SUM(total - good) > 1000
#! both machines above the mean
SELECT machine_id, SUM(good) AS good FROM output GROUP BY machine_id HAVING SUM(good) > (SELECT AVG(g) FROM (SELECT SUM(good) AS g FROM output GROUP BY machine_id) x)
#! both everything that is called Press
SELECT machine_id FROM machine WHERE name = 'Press'
#! both names that begin with L
SELECT name FROM plant WHERE name LIKE 'L%'
#! both names with an apostrophe
SELECT product_id FROM product WHERE name LIKE '%''x''%'
#! both a name with quotes
SELECT product_id FROM product WHERE name = 'Gear "big" $1 ''x'''
#! both names in upper case
SELECT UPPER(name) AS name, LENGTH(name) AS letters FROM product
#! both the first three letters
SELECT SUBSTR(name, 1, 3) AS short, COUNT(*) AS n FROM product GROUP BY SUBSTR(name, 1, 3)
#! both names put together
SELECT machine_id || ': ' || COALESCE(name, 'no name') AS title FROM machine
#! both names without spaces
SELECT REPLACE(name, ' ', '') AS name, TRIM(name) AS trimmed FROM product
#! both a missing family
SELECT name, COALESCE(family, 'None') AS family FROM product
#! both families
SELECT DISTINCT family FROM product
#! both products of no family
SELECT name FROM product WHERE family IS NULL
#! both rows without a machine
SELECT COUNT(*) AS n FROM output WHERE machine_id IS NULL
#! both rows with a machine that is unknown
SELECT COUNT(*) AS n FROM output o WHERE NOT EXISTS (SELECT 1 FROM machine m WHERE m.machine_id = o.machine_id)
#! both good by family
SELECT p.family, SUM(o.good) AS good FROM output o JOIN product p ON p.product_id = o.product_id AND p.tenant = o.tenant GROUP BY p.family
#! both good by plant over three joins
SELECT p.name, SUM(o.good) AS good FROM output o JOIN machine m ON m.machine_id = o.machine_id JOIN line l ON l.line_id = m.line_id JOIN plant p ON p.plant_id = l.plant_id GROUP BY p.name
#! both plants and their stock, also without
SELECT p.name, COUNT(s.id) AS n FROM plant p LEFT JOIN stock s ON s.plant_id = p.plant_id GROUP BY p.name
#! both two facts in one answer
SELECT x.line_id, x.stops, t.pieces FROM (SELECT line_id, COUNT(*) AS stops FROM stop GROUP BY line_id) x JOIN (SELECT line_id, SUM(pieces) AS pieces FROM target GROUP BY line_id) t ON t.line_id = x.line_id
#! both stops and targets stacked
SELECT 'stops' AS what, COUNT(*) AS n FROM stop UNION ALL SELECT 'targets', COUNT(*) FROM target
#! both lines of either
SELECT line_id FROM stop UNION SELECT line_id FROM target
#! both lines of both
SELECT line_id FROM stop INTERSECT SELECT line_id FROM target
#! both lines of one alone
SELECT line_id FROM target EXCEPT SELECT line_id FROM stop
#! both three unions
SELECT line_id FROM stop UNION SELECT line_id FROM target UNION SELECT line_id FROM employee
#! both employees per line
SELECT line_id, COUNT(*) AS heads FROM employee GROUP BY line_id ORDER BY heads DESC, line_id
#! both hours charged
SELECT charged_plant_id, SUM(hours) AS hours FROM ticket_line GROUP BY charged_plant_id
#! both hours per charge
SELECT AVG(hours) AS mean, MIN(hours) AS least, MAX(hours) AS most FROM ticket_line
#! both a pair of machines
SELECT a.machine_id AS one, b.machine_id AS other FROM machine a JOIN machine b ON a.line_id = b.line_id AND a.machine_id < b.machine_id
#! both a cross of small tables
SELECT p.plant_id, f.family FROM plant p CROSS JOIN (SELECT DISTINCT family FROM product) f
#! both a comma join
SELECT p.name, l.name AS line FROM plant p, line l WHERE l.plant_id = p.plant_id
#! both brackets around joins
SELECT COUNT(*) AS n FROM plant p LEFT JOIN (line l JOIN machine m ON m.line_id = l.line_id) ON l.plant_id = p.plant_id
#! both a natural join
SELECT COUNT(*) AS n FROM stop NATURAL JOIN (SELECT tenant, line_id FROM line) l
#! both columns by position
SELECT shift, COUNT(*) AS n FROM output GROUP BY 1 ORDER BY 2 DESC, 1
#! both an alias in ORDER BY
SELECT machine_id, SUM(total) AS made FROM output GROUP BY machine_id ORDER BY made DESC, machine_id LIMIT 3
#! both limit and offset
SELECT id FROM stop ORDER BY id LIMIT 5 OFFSET 10
#! both all columns
SELECT * FROM line
#! both all columns of one table
SELECT l.* FROM line l JOIN plant p ON p.plant_id = l.plant_id
#! both all columns of a sub-query
SELECT * FROM (SELECT shift, COUNT(*) AS n FROM output GROUP BY shift) x WHERE n > 10
#! both a chain of steps
WITH daily AS (SELECT day, SUM(good) AS good FROM output GROUP BY day), ranked AS (SELECT day, good, RANK() OVER (ORDER BY good DESC) AS place FROM daily WHERE good IS NOT NULL) SELECT day, good FROM ranked WHERE place <= 5
#! both a step used twice
WITH by_shift AS (SELECT shift, SUM(good) AS good FROM output GROUP BY shift) SELECT a.shift, b.shift AS other FROM by_shift a JOIN by_shift b ON a.good > b.good
#! both a step called as its table
WITH lines AS (SELECT line_id, name FROM line) SELECT lines.name FROM lines ORDER BY lines.line_id
#! both steps within a sub-query
SELECT MAX(n) AS most FROM (WITH c AS (SELECT line_id, COUNT(*) AS n FROM stop GROUP BY line_id) SELECT n FROM c) x
#! both a step with named columns
WITH c(line, n) AS (SELECT line_id, COUNT(*) FROM stop GROUP BY line_id) SELECT line, n FROM c WHERE n > 5
#! both a fixed list
SELECT line_id, COUNT(*) AS n FROM stop WHERE reason IN ('Jam', 'Other') GROUP BY line_id
#! both not in a list
SELECT COUNT(*) AS n FROM stop WHERE reason NOT IN ('Jam')
#! both between numbers
SELECT COUNT(*) AS n FROM output WHERE total BETWEEN 100 AND 200
#! both not between
SELECT COUNT(*) AS n FROM output WHERE total NOT BETWEEN 100 AND 200
#! both signs and remainders
SELECT id % 7 AS rest, COUNT(*) AS n FROM stop GROUP BY id % 7
#! both rounded
SELECT machine_id, ROUND(AVG(good), 1) AS mean FROM output GROUP BY machine_id
#! both a negative number
SELECT COUNT(*) AS n FROM output WHERE good - total < -100
#! both absolute differences
SELECT MAX(ABS(total - good)) AS most FROM output
#! both the sign of a difference
SELECT SIGN(total - 200) AS s, COUNT(*) AS n FROM output GROUP BY SIGN(total - 200)
#! both nulls last
SELECT id, weight FROM output ORDER BY weight DESC NULLS LAST, id LIMIT 20
#! both compared with nulls
SELECT COUNT(*) AS n FROM output WHERE shift IS DISTINCT FROM 'Night'
#! both cast to real
SELECT CAST(SUM(good) AS DOUBLE PRECISION) / COUNT(*) AS mean FROM output
#! both cast to text
SELECT CAST(COUNT(*) AS TEXT) AS n FROM stop
#! both cast to whole numbers
SELECT CAST(MAX(weight) AS INTEGER) AS w FROM output WHERE weight = 4
#! both no table at all
SELECT 1 + 2 AS three, 'a' AS letter
#! both a case with an operand
SELECT reason, CASE reason WHEN 'Jam' THEN 1 ELSE 0 END AS jam, COUNT(*) AS n FROM stop GROUP BY reason
#! both true and false
SELECT COUNT(*) AS n FROM output WHERE (good > 100) = TRUE
#! both percent of lines that stopped
SELECT 100.0 * COUNT(DISTINCT s.line_id) / COUNT(DISTINCT l.line_id) AS share FROM line l LEFT JOIN stop s ON s.line_id = l.line_id
#! both a scalar sub-query in the list
SELECT name, (SELECT COUNT(*) FROM stop s WHERE s.line_id = l.line_id) AS stops FROM line l
#! both the greatest per group by a sub-query
SELECT s.line_id, s.day, s.seconds FROM stop s WHERE s.seconds = (SELECT MAX(x.seconds) FROM stop x WHERE x.line_id = s.line_id)
#! both three levels deep
SELECT name FROM plant WHERE plant_id IN (SELECT plant_id FROM line WHERE line_id IN (SELECT line_id FROM machine WHERE machine_id IN (SELECT machine_id FROM output WHERE good > 300)))
#! both first and last value
SELECT DISTINCT line_id, FIRST_VALUE(seconds) OVER (PARTITION BY line_id ORDER BY day, id) AS first FROM stop WHERE line_id IS NOT NULL
#! both many ANDs
SELECT COUNT(*) AS n FROM output WHERE good > 1 AND good > 2 AND good > 3 AND good > 4 AND good > 5 AND total > 1 AND total > 2 AND total > 3 AND total > 4 AND weight > 1 AND id > 1 AND id > 2 AND id > 3 AND is_late = 0 AND shift <> 'x' AND 1 = 1
#! both comments and lines
SELECT shift, -- the shift
  COUNT(*) AS n /* rows */
FROM output
GROUP BY shift
#! both keywords as aliases
SELECT shift AS "order", COUNT(*) AS "select" FROM output GROUP BY shift ORDER BY "order"
#! both an alias with a space
SELECT COUNT(*) AS "good rows" FROM output WHERE good > 0
#! sqlite months
SELECT substr(day, 1, 7) AS month, SUM(good) AS good FROM output GROUP BY substr(day, 1, 7) ORDER BY month
#! sqlite years by strftime
SELECT strftime('%Y', day) AS year, COUNT(*) AS n FROM output GROUP BY 1
#! sqlite weekdays
SELECT strftime('%w', day) AS weekday, COUNT(*) AS n FROM stop GROUP BY 1
#! sqlite the last 30 days
SELECT COUNT(*) AS n FROM output WHERE day >= date(CURRENT_DATE, '-30 days')
#! sqlite days between
SELECT julianday(MAX(day)) - julianday(MIN(day)) AS days FROM output
#! sqlite the greater of two
SELECT MAX(good, total) AS m FROM output ORDER BY id LIMIT 30
#! sqlite IFNULL and IIF
SELECT IFNULL(shift, 'none') AS shift, SUM(IIF(good > 100, 1, 0)) AS many FROM output GROUP BY 1
#! sqlite an alias in WHERE
SELECT total - good AS bad FROM output WHERE bad > 100
#! sqlite backticks and brackets
SELECT `name`, [plant_id] FROM plant
#! sqlite limit with a comma
SELECT id FROM stop ORDER BY id LIMIT 3, 4
#! sqlite a position
SELECT name, INSTR(name, 'e') AS at FROM product
#! sqlite TOTAL
SELECT TOTAL(weight) AS w FROM output
#! sqlite LIKE ignores case
SELECT name FROM plant WHERE name LIKE 'leeds'
#! postgres months
SELECT date_trunc('month', day) AS month, SUM(good) AS good FROM output GROUP BY 1 ORDER BY 1
#! postgres months as texts
SELECT to_char(day, 'YYYY-MM') AS month, COUNT(*) AS n FROM output GROUP BY 1
#! postgres years
SELECT EXTRACT(YEAR FROM day) AS year, COUNT(*) AS n FROM output GROUP BY 1
#! postgres weekdays
SELECT date_part('dow', day) AS weekday, COUNT(*) AS n FROM stop GROUP BY 1
#! postgres the last 30 days
SELECT COUNT(*) AS n FROM output WHERE day >= CURRENT_DATE - INTERVAL '30 days'
#! postgres the median
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY weight) AS median FROM output
#! postgres deviation
SELECT stddev(weight) AS s, variance(weight) AS v, corr(good, total) AS c FROM output
#! postgres the greater of two
SELECT id, GREATEST(good, total) AS most, LEAST(good, total) AS least FROM output ORDER BY id LIMIT 30
#! postgres DISTINCT ON
SELECT DISTINCT ON (line_id) line_id, day, id FROM stop ORDER BY line_id, day DESC, id DESC
#! postgres ILIKE
SELECT name FROM plant WHERE name ILIKE 'LEEDS'
#! postgres double colons
SELECT SUM(good)::numeric / NULLIF(SUM(total), 0)::numeric AS share FROM output
#! postgres LATERAL
SELECT l.name, x.seconds FROM line l LEFT JOIN LATERAL (SELECT seconds FROM stop s WHERE s.line_id = l.line_id ORDER BY seconds DESC NULLS LAST, id LIMIT 1) x ON TRUE
#! postgres a full join
SELECT COUNT(*) AS n FROM line l FULL JOIN stop s ON s.line_id = l.line_id
#! postgres logarithms and roots
SELECT SUM(ln(total + 1)) AS l, SUM(sqrt(total)) AS r, SUM(power(total, 2)) AS p FROM output WHERE total >= 0
#! postgres floor and ceiling
SELECT floor(weight) AS w, COUNT(*) AS n FROM output GROUP BY floor(weight)
#! postgres parts of a text
SELECT split_part(name, ' ', 1) AS first, left(name, 2) AS two, position('e' IN name) AS at FROM product
#! postgres booleans
SELECT bool_and(good <= total) AS sound FROM output
#! postgres a boolean column
SELECT id, good > 100 AS many FROM output ORDER BY id LIMIT 10
#! postgres aliases for columns
SELECT x.a, x.b FROM (SELECT shift, COUNT(*) FROM output GROUP BY shift) AS x(a, b)
#! postgres the name of an unnamed column
SELECT x.count FROM (SELECT COUNT(*) FROM output) x
#! postgres a date as text
SELECT CAST(MAX(day) AS TEXT) AS last, MAX(day)::date - MIN(day)::date AS days FROM output
#! postgres a schema before the table
SELECT COUNT(*) AS n FROM public.output

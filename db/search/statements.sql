/* prepared: search_page_yynnynnnnnnnnn */
with ranked as materialized (
  select visible.id, visible.subject, visible.grade, visible.type, given.strict,
    given.place <= $1 as is_first, given.score + visible.prior
      + case when strpos(lower(visible.title), $2::text) > 0 then $3::float8 else 0 end as score
  from unnest($4::bigint[], $5::bigint[], $6::float8[], $7::bool[])
    with ordinality as given (id, seq, score, strict, place)
  join (
    select resource.id, resource.title, resource.subject, resource.grade, resource.type, (0.3::float8 * resource_prior(resource.download_count, resource.rating_count, resource.rating_sum, resource.shared_at)) as prior from resource
    where resource.school_id = $8 and resource.id = any($9::bigint[])
      and resource.status = 'live' and resource.superseded_by is null and ("resource"."school_id" = $10 and (("resource"."status" = $11 and ("resource"."visibility" in ($12, $13, $14) or ("resource"."visibility" = $15 and exists (select "author"."id" from "member" as "author" where "author"."school_id" = "resource"."school_id" and "author"."id" = "resource"."member_id" and "author"."department_id" = $16)))) or ("resource"."member_id" = $17 and "resource"."status" in ($18, $19, $20)))) and "resource"."subject" = $21 and true
  ) as visible using (id)
  where not exists (
    select from search_gone as gone
    where gone.school_id = $22 and gone.resource_id = given.id and gone.seq > given.seq
  )
), page as (
  select id, is_first, score, row_number() over (order by is_first desc, score desc, id desc) as rank
  from ranked order by rank limit $23 offset $24
)
select card.school_id, card.id, card.member_id, card.chat_id, card.upload_id, card.external_id, card.blob_sha256, card.text_sha256, card.file_name, card.size, card.format, coalesce(card.title, '') as title, card.stage, card.subject, card.grade, card.volume, card.type, card.unit, card.edition, card.school_year, card.region, card.origin, card.visibility, card.status, card.superseded_by, card.flags, card.confidence, card.evidence, card.notes, card.parts, card.media, card.summary, card.keywords, card.made_with, card.unpaid, card.folder, card.download_count, card.rating_count, card.rating_sum, card.shared_at, card.accepted_at, card.withdrawn_at, card.created_at, author.name as "authorName", summary.total, summary.strict, case when page.rank is null or page.rank = min(page.rank) over () then summary.counts end as counts, coalesce(page.is_first, false) as is_first,
  page.score - (0.3::float8 * (resource_prior(0, 0, 0, $25) - resource_prior(0, 0, 0, '2020-01-01 00:00:00+00'))) as score, page.rank, coalesce(left(content.body, $26), '') as body
from (
  select count(*) as total, count(*) filter (where strict) as strict, jsonb_build_object('subject', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "subject" as key, count(*) as n from "ranked" where "subject" is not null group by 1) as by_key
  ), '[]'), 'grade', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "grade" as key, count(*) as n from "ranked" where "grade" is not null group by 1) as by_key
  ), '[]'), 'type', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "type" as key, count(*) as n from "ranked" where "type" is not null group by 1) as by_key
  ), '[]')) as counts from ranked
) as summary
left join page on true
left join resource as card on card.school_id = $27 and card.id = page.id
left join member as author on author.school_id = card.school_id and author.id = card.member_id
left join resource_text as content on content.school_id = $28 and content.resource_id = page.id
order by page.rank

/* prepared: newest_page_yyynnynnnnnnnn */
with visible as materialized (
  select resource.id, resource.subject, resource.grade, resource.type
  from resource
  where resource.status = 'live' and resource.superseded_by is null and ("resource"."school_id" = $1 and (("resource"."status" = $2 and ("resource"."visibility" in ($3, $4, $5) or ("resource"."visibility" = $6 and exists (select "author"."id" from "member" as "author" where "author"."school_id" = "resource"."school_id" and "author"."id" = "resource"."member_id" and "author"."department_id" = $7)))) or ("resource"."member_id" = $8 and "resource"."status" in ($9, $10, $11)))) and "resource"."grade" = $12 and resource.id <= $13
  order by resource.shared_at desc, resource.id desc limit $14
), page as (
  select id, row_number() over () as rank from visible limit $15 offset $16
)
select card.school_id, card.id, card.member_id, card.chat_id, card.upload_id, card.external_id, card.blob_sha256, card.text_sha256, card.file_name, card.size, card.format, coalesce(card.title, '') as title, card.stage, card.subject, card.grade, card.volume, card.type, card.unit, card.edition, card.school_year, card.region, card.origin, card.visibility, card.status, card.superseded_by, card.flags, card.confidence, card.evidence, card.notes, card.parts, card.media, card.summary, card.keywords, card.made_with, card.unpaid, card.folder, card.download_count, card.rating_count, card.rating_sum, card.shared_at, card.accepted_at, card.withdrawn_at, card.created_at, author.name as "authorName", summary.total, summary.total as strict, case when page.rank is null or page.rank = min(page.rank) over () then summary.counts end as counts, false as is_first, 0::float8 as score, page.rank,
  '' as body
from (select count(*) as total, jsonb_build_object('subject', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "subject" as key, count(*) as n from "visible" where "subject" is not null group by 1) as by_key
  ), '[]'), 'grade', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "grade" as key, count(*) as n from "visible" where "grade" is not null group by 1) as by_key
  ), '[]'), 'type', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "type" as key, count(*) as n from "visible" where "type" is not null group by 1) as by_key
  ), '[]')) as counts from visible) as summary
left join page on true
left join resource as card on card.school_id = $17 and card.id = page.id
left join member as author on author.school_id = card.school_id and author.id = card.member_id
order by page.rank

/* prepared: search_parts */
select
  (select string_agg(segment_id || ':' || docs || ':' || title_words || ':' || body_words, ',' order by segment_id)
    from search_segment where school_id = $1) as segments,
  case when $2::bool then
    (select string_agg(n::text, ',' order by n) from search_delta where school_id = $3) end as waiting,
  sums.count, sums.seqs::bigint, sums.randoms::bigint,
  null::bigint as n, null::bigint as resource_id, 0 as title_length, 0 as body_length, null::bytea as data
from (
  select count(*) as count, coalesce(sum(n / $4::bigint), 0) as seqs,
    coalesce(sum(n % $5::bigint), 0) as randoms
  from search_delta where school_id = $6
) as sums
union all
select null, null, 0, 0, 0, n, resource_id, title_length, body_length, data from search_delta
where school_id = $7 and n > $8::bigint

/* prepared: search_parts */
select
  (select string_agg(segment_id || ':' || docs || ':' || title_words || ':' || body_words, ',' order by segment_id)
    from search_segment where school_id = $1) as segments,
  case when $2::bool then
    (select string_agg(n::text, ',' order by n) from search_delta where school_id = $3) end as waiting,
  sums.count, sums.seqs::bigint, sums.randoms::bigint,
  null::bigint as n, null::bigint as resource_id, 0 as title_length, 0 as body_length, null::bytea as data
from (
  select count(*) as count, coalesce(sum(n / $4::bigint), 0) as seqs,
    coalesce(sum(n % $5::bigint), 0) as randoms
  from search_delta where school_id = $6
) as sums
union all
select null, null, 0, 0, 0, n, resource_id, title_length, body_length, data from search_delta
where school_id = $7 and n > $8::bigint

/* prepared: index_resources */
with entry as (
  insert into search_delta (school_id, resource_id, n, title_length, body_length, data)
  select $1, given.id, nextval('search_entry') * $2::bigint + floor(random() * $3::bigint)::bigint, packed.title_length, packed.body_length, packed.data
  from unnest($4::bigint[]) with ordinality as given (id, place)
  join (
    select place, title_length, body_length, substring($5::bytea from start for length) as data
    from unnest(
      $6::int[], $7::int[],
      $8::int[], $9::int[]
    ) with ordinality as piece (title_length, body_length, start, length, place)
  ) as packed using (place)
  on conflict (school_id, resource_id) do update
  set n = excluded.n, title_length = excluded.title_length, body_length = excluded.body_length, data = excluded.data
  returning resource_id, n
)
insert into search_gone (school_id, resource_id, seq)
select $10, entry.resource_id, entry.n / $11::bigint from entry
where not exists (
  select from resource
  where resource.school_id = $12 and resource.id = entry.resource_id and resource.created_at = transaction_timestamp()
)
on conflict (school_id, resource_id) do update set seq = excluded.seq

/* prepared: unindex_resource */
with waiting as (
  delete from search_delta where school_id = $1 and resource_id = $2
)
insert into search_gone (school_id, resource_id, seq) values ($3, $4, nextval('search_entry'))
on conflict (school_id, resource_id) do update set seq = excluded.seq

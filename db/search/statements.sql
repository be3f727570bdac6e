-- index
select "page".* from (
with strict as materialized (
  
  select visible.*, found.title_length,
    ($1::float8 * ts_rank($2::float4[], "found"."head", $3::tsquery)) * (1 / (0.9::float8 + 0.1::float8 * "found"."title_length" / $4::float8)) as head_score
  from (
    select resource_id, head, title_length from resource_search where school_id = $5 and words @@ $6::tsquery
    limit $7
  ) as found
  cross join lateral (
    select resource.id, resource.subject, resource.grade, resource.type, resource_prior(resource.download_count, resource.rating_count, resource.rating_sum, resource.shared_at) as prior from resource
    where resource.id = found.resource_id and resource.status = 'live' and resource.superseded_by is null and ("resource"."school_id" = $8 and (("resource"."status" = $9 and ("resource"."visibility" in ($10, $11, $12) or ("resource"."visibility" = $13 and exists (select "author"."id" from "member" as "author" where "author"."school_id" = "resource"."school_id" and "author"."id" = "resource"."member_id" and "author"."department_id" = $14)))) or ("resource"."member_id" = $15 and "resource"."status" in ($16, $17, $18)))) and "resource"."subject" = $19
    limit 1
  ) as visible
), loose as materialized (
  
  select visible.*, found.title_length,
    ($20::float8 * ts_rank($21::float4[], "found"."head", $22::tsquery)) * (1 / (0.9::float8 + 0.1::float8 * "found"."title_length" / $23::float8)) as head_score
  from (
    select resource_id, head, title_length from resource_search where school_id = $24 and words @@ $25::tsquery and (select count(*) from strict) < $26 and resource_id not in (select id from strict)
    limit $27
  ) as found
  cross join lateral (
    select resource.id, resource.subject, resource.grade, resource.type, resource_prior(resource.download_count, resource.rating_count, resource.rating_sum, resource.shared_at) as prior from resource
    where resource.id = found.resource_id and resource.status = 'live' and resource.superseded_by is null and ("resource"."school_id" = $28 and (("resource"."status" = $29 and ("resource"."visibility" in ($30, $31, $32) or ("resource"."visibility" = $33 and exists (select "author"."id" from "member" as "author" where "author"."school_id" = "resource"."school_id" and "author"."id" = "resource"."member_id" and "author"."department_id" = $34)))) or ("resource"."member_id" = $35 and "resource"."status" in ($36, $37, $38)))) and "resource"."subject" = $39
    limit 1
  ) as visible
), candidate as (
  select *, 1 as tier from strict union all select *, 0 as tier from loose
), ranked as materialized (
  select *, row_number() over (order by tier desc, head_score + prior desc, id desc) as place from candidate
), rescored as materialized (
  select ranked.id, ranked.tier, ranked.title_length, ranked.prior, search.words || ''::tsvector as words
  from ranked join resource_search as search
    on search.school_id = $40 and search.resource_id = ranked.id
  where place <= $41
), final as (
  select id, tier, 1 as best, ($42::float8 * ts_rank($43::float4[], "whole"."words", $44::tsquery)) * (1 / (0.9::float8 + 0.1::float8 * "whole"."title_length" / $45::float8)) + prior as score from rescored as whole
  union all
  select id, tier, 0 as best, head_score + prior as score from ranked where place > $46
), page as (
  select *, row_number() over (order by tier desc, best desc, score desc, id desc) as rank from final
  order by rank limit $47 offset $48
)
select summary.total, summary.strict, summary.counts, page.id, page.score - (resource_prior(0, 0, 0, $49) - resource_prior(0, 0, 0, '2020-01-01 00:00:00+00')) as score, page.rank,
  coalesce(left(content.body, $50), '') as body
from (select count(*) as total, (select count(*) from strict) as strict, jsonb_build_object('subject', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "subject" as key, count(*) as n from "ranked" where "subject" is not null group by 1) as by_key
  ), '[]'), 'grade', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "grade" as key, count(*) as n from "ranked" where "grade" is not null group by 1) as by_key
  ), '[]'), 'type', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "type" as key, count(*) as n from "ranked" where "type" is not null group by 1) as by_key
  ), '[]')) as counts from ranked) as summary
left join page on true
left join resource_text as content on content.school_id = $51 and content.resource_id = page.id
) as "page"

-- walk
select "page".* from (
with strict as materialized (
  
  select found.id, found.subject, found.grade, found.type, found.prior, found.title_length,
    ($1::float8 * ts_rank($2::float4[], "found"."head", $3::tsquery)) * (1 / (0.9::float8 + 0.1::float8 * "found"."title_length" / $4::float8)) as head_score
  from (
    select resource.id, resource.subject, resource.grade, resource.type, resource_prior(resource.download_count, resource.rating_count, resource.rating_sum, resource.shared_at) as prior, search.head, search.title_length
    from resource join resource_search as search
      on search.school_id = resource.school_id and search.resource_id = resource.id
    where resource.status = 'live' and resource.superseded_by is null and ("resource"."school_id" = $5 and (("resource"."status" = $6 and ("resource"."visibility" in ($7, $8, $9) or ("resource"."visibility" = $10 and exists (select "author"."id" from "member" as "author" where "author"."school_id" = "resource"."school_id" and "author"."id" = "resource"."member_id" and "author"."department_id" = $11)))) or ("resource"."member_id" = $12 and "resource"."status" in ($13, $14, $15)))) and true
      and search.head @@ $16::tsquery
    order by resource_prior(resource.download_count, resource.rating_count, resource.rating_sum, resource.shared_at) desc, resource.id desc limit $17
  ) as found
), loose as materialized (
  
  select null::bigint as id, null::text as subject, null::int as grade, null::text as type, null::float8 as prior,
    null::int as title_length, null::float8 as head_score
  where false
), candidate as (
  select *, 1 as tier from strict union all select *, 0 as tier from loose
), ranked as materialized (
  select *, row_number() over (order by tier desc, head_score + prior desc, id desc) as place from candidate
), rescored as materialized (
  select ranked.id, ranked.tier, ranked.title_length, ranked.prior, search.words || ''::tsvector as words
  from ranked join resource_search as search
    on search.school_id = $18 and search.resource_id = ranked.id
  where place <= $19
), final as (
  select id, tier, 1 as best, ($20::float8 * ts_rank($21::float4[], "whole"."words", $22::tsquery)) * (1 / (0.9::float8 + 0.1::float8 * "whole"."title_length" / $23::float8)) + prior as score from rescored as whole
  union all
  select id, tier, 0 as best, head_score + prior as score from ranked where place > $24
), page as (
  select *, row_number() over (order by tier desc, best desc, score desc, id desc) as rank from final
  order by rank limit $25 offset $26
)
select summary.total, summary.strict, summary.counts, page.id, page.score - (resource_prior(0, 0, 0, $27) - resource_prior(0, 0, 0, '2020-01-01 00:00:00+00')) as score, page.rank,
  coalesce(left(content.body, $28), '') as body
from (select count(*) as total, (select count(*) from strict) as strict, jsonb_build_object('subject', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "subject" as key, count(*) as n from "ranked" where "subject" is not null group by 1) as by_key
  ), '[]'), 'grade', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "grade" as key, count(*) as n from "ranked" where "grade" is not null group by 1) as by_key
  ), '[]'), 'type', coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select "type" as key, count(*) as n from "ranked" where "type" is not null group by 1) as by_key
  ), '[]')) as counts from ranked) as summary
left join page on true
left join resource_text as content on content.school_id = $29 and content.resource_id = page.id
) as "page"

-- newest
select "page".* from (
with visible as materialized (
  select resource.id, resource.subject, resource.grade, resource.type
  from resource
  where resource.status = 'live' and resource.superseded_by is null and ("resource"."school_id" = $1 and (("resource"."status" = $2 and ("resource"."visibility" in ($3, $4, $5) or ("resource"."visibility" = $6 and exists (select "author"."id" from "member" as "author" where "author"."school_id" = "resource"."school_id" and "author"."id" = "resource"."member_id" and "author"."department_id" = $7)))) or ("resource"."member_id" = $8 and "resource"."status" in ($9, $10, $11)))) and "resource"."grade" = $12
  order by resource.shared_at desc, resource.id desc limit $13
), page as (
  select id, row_number() over () as rank from visible limit $14 offset $15
)
select summary.total, summary.total as strict, summary.counts, page.id, 0::float8 as score, page.rank, '' as body
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
) as "page"

-- index
select "page".* from (
with strict as materialized (
  
  select visible.*, found.title_length,
    ($1::float8 * ts_rank($2::float4[], "found"."head", $3::tsquery)) * (1 / (0.9::float8 + 0.1::float8 * "found"."title_length" / $4::float8)) as head_score
  from (
    select resource_id, head, title_length from resource_search where school_id = $5 and words @@ $6::tsquery offset 0
  ) as found
  cross join lateral (
    select resource.id, resource.subject, resource.grade, resource.type, resource_prior(resource.download_count, resource.rating_count, resource.rating_sum, resource.shared_at) as prior from resource
    where resource.id = found.resource_id and resource.status = 'live' and ("resource"."school_id" = $7 and (("resource"."status" = $8 and ("resource"."visibility" in ($9, $10, $11) or ("resource"."visibility" = $12 and exists (select "author"."id" from "member" as "author" where "author"."school_id" = "resource"."school_id" and "author"."id" = "resource"."member_id" and "author"."department_id" = $13)))) or ("resource"."member_id" = $14 and "resource"."status" in ($15, $16, $17)))) and "resource"."subject" = $18
    limit 1
  ) as visible
), loose as materialized (
  
  select visible.*, found.title_length,
    ($19::float8 * ts_rank($20::float4[], "found"."head", $21::tsquery)) * (1 / (0.9::float8 + 0.1::float8 * "found"."title_length" / $22::float8)) as head_score
  from (
    select resource_id, head, title_length from resource_search where school_id = $23 and words @@ $24::tsquery and (select count(*) from strict) < $25 and resource_id not in (select id from strict) offset 0
  ) as found
  cross join lateral (
    select resource.id, resource.subject, resource.grade, resource.type, resource_prior(resource.download_count, resource.rating_count, resource.rating_sum, resource.shared_at) as prior from resource
    where resource.id = found.resource_id and resource.status = 'live' and ("resource"."school_id" = $26 and (("resource"."status" = $27 and ("resource"."visibility" in ($28, $29, $30) or ("resource"."visibility" = $31 and exists (select "author"."id" from "member" as "author" where "author"."school_id" = "resource"."school_id" and "author"."id" = "resource"."member_id" and "author"."department_id" = $32)))) or ("resource"."member_id" = $33 and "resource"."status" in ($34, $35, $36)))) and "resource"."subject" = $37
    limit 1
  ) as visible
), candidate as (
  select *, 1 as tier from strict union all select *, 0 as tier from loose
), ranked as materialized (
  select *, row_number() over (order by tier desc, head_score + prior desc, id desc) as place from candidate
), rescored as materialized (
  select ranked.id, ranked.tier, ranked.title_length, ranked.prior, search.words || ''::tsvector as words
  from ranked join resource_search as search
    on search.school_id = $38 and search.resource_id = ranked.id
  where place <= $39
), final as (
  select id, tier, 1 as best, ($40::float8 * ts_rank($41::float4[], "whole"."words", $42::tsquery)) * (1 / (0.9::float8 + 0.1::float8 * "whole"."title_length" / $43::float8)) + prior as score from rescored as whole
  union all
  select id, tier, 0 as best, head_score + prior as score from ranked where place > $44
), page as (
  select *, row_number() over (order by tier desc, best desc, score desc, id desc) as rank from final
  order by rank limit $45 offset $46
)
select summary.total, summary.strict, summary.counts, page.id, page.score - (resource_prior(0, 0, 0, $47) - resource_prior(0, 0, 0, '2020-01-01 00:00:00+00')) as score, page.rank,
  coalesce(left(content.body, $48), '') as body
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
left join resource_text as content on content.school_id = $49 and content.resource_id = page.id
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
    where resource.status = 'live' and ("resource"."school_id" = $5 and (("resource"."status" = $6 and ("resource"."visibility" in ($7, $8, $9) or ("resource"."visibility" = $10 and exists (select "author"."id" from "member" as "author" where "author"."school_id" = "resource"."school_id" and "author"."id" = "resource"."member_id" and "author"."department_id" = $11)))) or ("resource"."member_id" = $12 and "resource"."status" in ($13, $14, $15)))) and true
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
  where resource.status = 'live' and ("resource"."school_id" = $1 and (("resource"."status" = $2 and ("resource"."visibility" in ($3, $4, $5) or ("resource"."visibility" = $6 and exists (select "author"."id" from "member" as "author" where "author"."school_id" = "resource"."school_id" and "author"."id" = "resource"."member_id" and "author"."department_id" = $7)))) or ("resource"."member_id" = $8 and "resource"."status" in ($9, $10, $11)))) and "resource"."grade" = $12
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

-- What a table would hold after the run: staged rows, and the lake's of articles that the run did not derive anew.
create or replace temp view {{view}} as
select {{columns}} from {{staged}}
union all
select {{columns}} from {{table}} anti join base_article using (article_id)

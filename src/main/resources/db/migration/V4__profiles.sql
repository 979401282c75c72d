-- People by their names: for each word of a username or display name, the rest of the name from there on, as names are
-- compared. The application makes them, so that they do not depend on the database's locale.
create table name_words (
    word    text   collate "C" not null,
    user_id bigint not null references users on delete cascade,
    primary key (word, user_id)
);
create index name_words_user_id on name_words (user_id, word);

insert into name_words (word, user_id)
select distinct substr(u.username_key, n), u.id
  from users u, generate_series(1, length(u.username_key)) n
 where substr(u.username_key, n, 1) !~ '[._-]' and (n = 1 or substr(u.username_key, n - 1, 1) ~ '[._-]');

-- When all logins of a user ended but one: that one.
alter table ended_logins add column except_login text;

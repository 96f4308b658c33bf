META
key;value
description;Gartenbudget
country;Germany
unit;Dortmund
subunit;Hörde
instance;2023
num_projects;3
num_votes;4
budget;9000
vote_type;approval
rule;greedy
date_begin;01.05.2023
date_end;14.05.2023
currency;EUR
PROJECTS
project_id;cost;votes;name;category;target;selected;latitude;longitude
a;5000;3;"Bäume am Weg; viele";urban greenery,environment;children,seniors;1;51.4892;7.5021
b;800.0;2;=Bank am Teich;public space;;1;52.2827;20.9464
c;4000;1;Ein sehr langer Name für einen Vorschlag, der weit mehr als einhundertzwanzig Zeichen hat, damit man sieht, wie er an einer Wortgrenze gekürzt wird;;;0;;
VOTES
voter_id;vote;age;sex;voting_method
v1;a,b;61;F;internet
v2;a;37;M;paper
v3;b,c,a;;;internet
v4;;20;F;internet

insert into bare (body) values (decode(repeat('07', 200), 'hex'));

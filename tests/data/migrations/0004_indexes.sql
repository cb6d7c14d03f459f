INSERT INTO member VALUES (10, 31, 'cleo', 1);

INSERT INTO member VALUES (10, 39, 'cleo', 1);

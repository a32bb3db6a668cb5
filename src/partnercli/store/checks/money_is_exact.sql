-- Every money column is DECIMAL: nothing was ever a float.
select table_name || '.' || column_name from duckdb_columns()
where not internal and schema_name = 'main' and table_name not in ('migration')
    and (data_type in ('DOUBLE', 'FLOAT')
        or (column_name in ('amount', 'commission', 'sale_amount', 'flat', 'minimum', 'value', 'fee')
            and data_type <> 'DECIMAL(18,4)'
            and table_name in (
                'sale', 'network_row', 'payout', 'program_term', 'lead', 'receipt', 'spend', 'payout_line')));

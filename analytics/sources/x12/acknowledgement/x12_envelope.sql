-- one row per segment of the files that belongs to an envelope: ISA GS ST SE GE IEA
-- opened_row is the ST it stands below.
select
    segment.file_id, segment.row_no, segment.st_row as opened_row, coalesce(x12_set.is_277ca, false) as is_ours,
    segment.id, segment.elements
from x12_segment as segment
left join x12_set on x12_set.file_id = segment.file_id and x12_set.row_no = segment.st_row
where segment.id in ('ISA', 'GS', 'ST', 'SE', 'GE', 'IEA') and not segment.is_cut
